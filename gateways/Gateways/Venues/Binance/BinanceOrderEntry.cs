using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Order entry over WebSocket (Binance USDⓈ-M, "WebSocket API"). What is signed is not the frame but its parameters,
/// sorted by name, as <c>name=value</c> with <c>&amp;</c> between them and nothing encoded; they are written in that
/// order here, so both texts grow side by side. Prices and quantities travel as JSON strings: a number might be
/// written differently by the venue before it is checked. Every request carries the key and its signature, because
/// <c>session.logon</c> takes Ed25519 keys only. Encoding belongs to the sending thread.
/// </summary>
internal sealed class BinanceOrderEntry(
    Instrument instrument, ClOrdIdText ids, BinanceSigner signer, byte[] apiKey, BinanceOrders orders)
{
    private readonly byte[] _symbol = Encoding.UTF8.GetBytes(instrument.Symbol);
    private readonly ByteText _frame = new(2048);
    private readonly ByteText _signed = new(1024);

    /// <summary>0 = not one of the commands that this way carries.</summary>
    public int Encode(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                Begin(requestId, "order.place"u8);
                Place(command.Read<NewOrder>(), nowNs);
                break;
            case CommandKind.CancelOrder:
                Begin(requestId, "order.cancel"u8);
                Name(command.Read<CancelOrder>().ClOrdId, nowNs);
                break;
            case CommandKind.QueryOrder:
                Begin(requestId, "order.status"u8);
                Name(command.Read<QueryOrder>().ClOrdId, nowNs);
                break;
            default:
                return 0;
        }

        Span<byte> hex = stackalloc byte[BinanceSigner.HexLength];
        signer.Sign(_signed.Span, hex);
        _frame.Add(",\"signature\":\""u8).Add(hex).Add("\"}}"u8);
        _frame.Span.CopyTo(frame);
        return _frame.Length;
    }

    public static FrameMeaning Decode(ReadOnlySpan<byte> frame, out OrderEntryReply reply)
    {
        reply = default;
        ReadOnlySpan<byte> id = default, status = default, result = default, error = default, usage = default;
        var scanner = new JsonScanner(frame);
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("id"u8)) id = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("status"u8)) status = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("result"u8)) result = scanner.Skip();
            else if (key.SequenceEqual("error"u8)) error = scanner.Skip();
            else if (key.SequenceEqual("rateLimits"u8)) usage = scanner.Skip();
            else scanner.Skip();
        }

        if (!scanner.IsWhole) return FrameMeaning.Broken;
        if (status.IsEmpty) return FrameMeaning.Ignored;
        if (!JsonScanner.TryReadLong(status, out long code) || code is < 100 or > 999) return FrameMeaning.Broken;
        if (!JsonScanner.TryReadLong(id, out reply.RequestId) || reply.RequestId <= 0)
            return code < 400 ? FrameMeaning.Ignored : FrameMeaning.Refused; // unasked: a key that was revoked
        reply.Status = (int)code;
        reply.Body = code is >= 200 and < 300 ? result : error;
        reply.Usage = usage;
        return FrameMeaning.Event;
    }

    private void Begin(long requestId, ReadOnlySpan<byte> method)
    {
        _frame.Clear();
        _signed.Clear();
        _frame.Add("{\"id\":"u8).Add(requestId).Add(",\"method\":\""u8).Add(method);
        _frame.Add("\",\"params\":{\"apiKey\":\""u8).Add(apiKey).Add("\""u8);
        _signed.Add("apiKey="u8).Add(apiKey);
    }

    private void Place(in NewOrder order, long nowNs)
    {
        bool isPostOnly = (order.Flags & ReportFlags.PostOnly) != 0;
        Span<byte> text = stackalloc byte[32];
        Text("newClientOrderId"u8, text[..ids.Format(order.ClOrdId, text)]);
        Text("newOrderRespType"u8, "ACK"u8);
        Text("price"u8, text[..instrument.FormatPrice(order.PriceTicks, text)]);
        Text("quantity"u8, text[..instrument.FormatQuantity(order.OrderQtyLots, text)]);
        Number("recvWindow"u8, BinanceOrders.RecvWindowMs);
        if ((order.Flags & ReportFlags.ReduceOnly) != 0) Text("reduceOnly"u8, "true"u8);
        if (!isPostOnly) Text("selfTradePreventionMode"u8, "EXPIRE_TAKER"u8); // see BinanceOrders.Place
        Text("side"u8, order.Side == Side.Buy ? "BUY"u8 : "SELL"u8);
        Text("symbol"u8, _symbol);
        Text("timeInForce"u8, isPostOnly ? "GTX"u8 : "GTC"u8);
        Number("timestamp"u8, orders.TimestampMs(nowNs));
        Text("type"u8, "LIMIT"u8);
    }

    private void Name(ulong clOrdId, long nowNs)
    {
        Span<byte> text = stackalloc byte[ClOrdIdText.MaxLength];
        Text("origClientOrderId"u8, text[..ids.Format(clOrdId, text)]);
        Number("recvWindow"u8, BinanceOrders.RecvWindowMs);
        Text("symbol"u8, _symbol);
        Number("timestamp"u8, orders.TimestampMs(nowNs));
    }

    private void Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _frame.Add(",\""u8).Add(name).Add("\":\""u8).Add(value).Add("\""u8);
        _signed.Add("&"u8).Add(name).Add("="u8).Add(value);
    }

    private void Number(ReadOnlySpan<byte> name, long value)
    {
        _frame.Add(",\""u8).Add(name).Add("\":"u8).Add(value);
        _signed.Add("&"u8).Add(name).Add("="u8).Add(value);
    }
}
