using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Order entry over WebSocket (Gate futures, "WebSocket API"): one signed login for each connection, then place,
/// cancel and look-up with the members that REST has. A place is answered twice with one id, a receipt first; only the
/// second is an answer, and where it stays away the order is in doubt. Encoding belongs to the sending thread.
/// </summary>
internal sealed class GateOrderEntry(GateOrders orders, GateSigner signer, byte[] apiKey)
{
    private readonly ByteText _frame = new(1024);

    /// <summary>The greeting of the connection; <paramref name="seconds"/> in the venue's time.</summary>
    public bool WriteLogin(int step, long seconds, ByteText frame)
    {
        if (step > 0) return false;
        Span<byte> hex = stackalloc byte[GateSigner.HexLength];
        var payload = new ByteText(64);
        signer.Sign(payload.Add("api\nfutures.login\n\n"u8).Add(seconds).Span, hex);
        frame.Add("{\"time\":"u8).Add(seconds)
            .Add(",\"channel\":\"futures.login\",\"event\":\"api\",\"payload\":{\"api_key\":\""u8).Add(apiKey)
            .Add("\",\"signature\":\""u8).Add(hex).Add("\",\"timestamp\":\""u8).Add(seconds)
            .Add("\",\"req_id\":\"login\"}}"u8);
        return true;
    }

    /// <summary>0 = not one of the commands that this way carries.</summary>
    public int Encode(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame)
    {
        switch (command.Kind)
        {
            case CommandKind.NewOrder:
                Begin("futures.order_place"u8, requestId, nowNs);
                _frame.Add(",\"req_header\":{\"x-gate-exptime\":\""u8).Add(orders.ExpiryOf(nowNs))
                    .Add("\"},\"req_param\":"u8);
                orders.WriteOrder(command.Read<NewOrder>(), _frame);
                break;
            case CommandKind.CancelOrder:
                ref readonly CancelOrder cancel = ref command.Read<CancelOrder>();
                Begin("futures.order_cancel"u8, requestId, nowNs);
                Name(cancel.OrderId, cancel.ClOrdId);
                break;
            case CommandKind.QueryOrder:
                ref readonly QueryOrder query = ref command.Read<QueryOrder>();
                Begin("futures.order_status"u8, requestId, nowNs);
                Name(query.OrderId, query.ClOrdId);
                break;
            default:
                return 0;
        }

        _frame.Add("}}"u8);
        _frame.Span.CopyTo(frame);
        return _frame.Length;
    }

    public static FrameMeaning Decode(ReadOnlySpan<byte> frame, out OrderEntryReply reply)
    {
        reply = default;
        ReadOnlySpan<byte> id = default, receipt = default, header = default, data = default;
        var scanner = new JsonScanner(frame);
        if (!scanner.EnterObject()) return FrameMeaning.Broken;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("request_id"u8)) id = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("ack"u8)) receipt = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("header"u8)) header = scanner.Skip();
            else if (key.SequenceEqual("data"u8)) data = scanner.Skip();
            else scanner.Skip();
        }

        if (!scanner.IsWhole) return FrameMeaning.Broken;
        if (header.IsEmpty) return OfOtherChannel(frame);
        if (!JsonScanner.TryReadLong(WireText.Of(header, "status"u8), out long status) || status is < 100 or > 999)
            return FrameMeaning.Broken;
        bool isSuccess = status is >= 200 and < 300;
        if (WireText.Of(header, "channel"u8).SequenceEqual("futures.login"u8))
            return isSuccess ? FrameMeaning.Acknowledged : FrameMeaning.Refused;
        if (isSuccess && WireText.IsTrue(receipt)) return FrameMeaning.Ignored;
        if (!JsonScanner.TryReadLong(id, out reply.RequestId) || reply.RequestId <= 0)
            return isSuccess ? FrameMeaning.Ignored : FrameMeaning.Refused; // unasked: a login that has ended
        reply.Status = (int)status;
        reply.Body = WireText.Of(data, isSuccess ? "result"u8 : "errs"u8);
        reply.Usage = header;
        return FrameMeaning.Event;
    }

    /// <summary>Announcements and pongs; a subscription is never asked for here.</summary>
    private static FrameMeaning OfOtherChannel(ReadOnlySpan<byte> frame)
    {
        if (!GateFrame.TryRead(frame, out GateFrame other)) return FrameMeaning.Broken;
        return other.Meaning == FrameMeaning.Acknowledged ? FrameMeaning.Ignored : other.Meaning;
    }

    private void Begin(ReadOnlySpan<byte> channel, long requestId, long nowNs)
    {
        _frame.Clear();
        _frame.Add("{\"time\":"u8).Add(orders.VenueMs(nowNs) / 1_000).Add(",\"channel\":\""u8).Add(channel)
            .Add("\",\"event\":\"api\",\"payload\":{\"req_id\":\""u8).Add(requestId).Add("\""u8);
    }

    private void Name(VenueId orderId, ulong clOrdId)
    {
        _frame.Add(",\"req_param\":{\"order_id\":\""u8);
        orders.AddName(orderId, clOrdId, _frame);
        _frame.Add("\"}"u8);
    }
}
