using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Order entry over WebSocket (Bitget API v2, "Place order channel", "Cancel order channel"): place and cancel as on
/// REST, on a private socket of its own that has logged in. The venue closes a socket at its eleventh message in a
/// second, pings and logins included, so that what goes beyond eight is declined and goes by REST. Encoding belongs to
/// the sending thread.
/// </summary>
internal sealed class BitgetOrderEntry(Instrument instrument, BitgetOrders orders)
{
    /// <summary>Orders in any second; the other two messages are a ping and a login.</summary>
    private const int MostPerSecond = 8;

    private const long SecondNs = 1_000_000_000;

    private readonly byte[] _symbol = Encoding.ASCII.GetBytes(instrument.Symbol);
    private readonly ByteText _frame = new(1024);
    private readonly long[] _sentNs = new long[MostPerSecond];
    private int _next;

    /// <summary>0 = not one of the commands that this way carries, or one too many for this second.</summary>
    public int Encode(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame)
    {
        if (command.Kind is not (CommandKind.NewOrder or CommandKind.CancelOrder)) return 0;
        if (nowNs - _sentNs[_next] < SecondNs) return 0;
        _sentNs[_next] = nowNs;
        _next = (_next + 1) % MostPerSecond;
        bool isPlace = command.Kind == CommandKind.NewOrder;
        _frame.Clear();
        _frame.Add("{\"op\":\"trade\",\"args\":[{\"channel\":\""u8).Add(isPlace ? "place-order"u8 : "cancel-order"u8)
            .Add("\",\"id\":\""u8).Add(requestId).Add("\",\"instId\":\""u8).Add(_symbol)
            .Add("\",\"instType\":\"USDT-FUTURES\",\"params\":{"u8);
        if (isPlace)
        {
            orders.WriteMarginMode(_frame.Add("\"marginCoin\":\"USDT\","u8)).Add(","u8);
            orders.WriteTerms(command.Read<NewOrder>(), _frame);
        }
        else orders.WriteName(command.Read<CancelOrder>(), _frame);
        _frame.Add("}}]}"u8);
        _frame.Span.CopyTo(frame);
        return _frame.Length;
    }

    /// <summary>
    /// The whole frame is the reply's body: its code stands where that of a REST reply does, and the ids that were
    /// given in its argument (see <see cref="BitgetFaults.TryRead"/>).
    /// </summary>
    public static FrameMeaning Decode(ReadOnlySpan<byte> frame, out OrderEntryReply reply)
    {
        reply = default;
        if (!BitgetFrame.TryRead(frame, out BitgetFrame read)) return FrameMeaning.Broken;
        if (read.RequestId.IsEmpty) return read.Meaning;
        if (!JsonScanner.TryReadLong(read.RequestId, out reply.RequestId) || reply.RequestId <= 0
            || !JsonScanner.TryReadLong(read.Code, out long code)) return FrameMeaning.Broken;
        bool isSuccess = code == 0 && read.Event.SequenceEqual("trade"u8);
        reply.Status = isSuccess ? 200 : 400;
        reply.Body = frame;
        return FrameMeaning.Event;
    }
}
