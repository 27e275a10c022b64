using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// The envelope of a WebSocket frame, in any order of its keys; the rows as their raw text. The answer to our ping is
/// a bare word and no JSON.
/// </summary>
internal ref struct BitgetFrame
{
    public ReadOnlySpan<byte> Event;
    public ReadOnlySpan<byte> Code;
    public ReadOnlySpan<byte> Action;
    public ReadOnlySpan<byte> Channel;
    public ReadOnlySpan<byte> InstId;
    public ReadOnlySpan<byte> Rows;
    public ReadOnlySpan<byte> PushTime;

    /// <summary>Of order entry; empty elsewhere.</summary>
    public ReadOnlySpan<byte> RequestId;

    public static bool TryRead(ReadOnlySpan<byte> text, out BitgetFrame frame)
    {
        frame = default;
        if (text.SequenceEqual("pong"u8)) return true;
        var scanner = new JsonScanner(text);
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("data"u8)) frame.Rows = scanner.Skip();
            else if (key.SequenceEqual("arg"u8)) ReadArgument(scanner.Skip(), ref frame);
            else if (key.SequenceEqual("event"u8)) frame.Event = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("code"u8)) frame.Code = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("action"u8)) frame.Action = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("ts"u8)) frame.PushTime = scanner.ScalarOrNothing();
            else scanner.Skip();
        }

        return scanner.IsWhole;
    }

    /// <summary>Rows of a channel, as a snapshot or not.</summary>
    public readonly bool IsPush => Event.IsEmpty && !Rows.IsEmpty;

    /// <summary>What a frame that carries no rows for us means.</summary>
    public readonly FrameMeaning Meaning
    {
        get
        {
            if (Event.SequenceEqual("error"u8)) return FrameMeaning.Refused;
            if (Event.SequenceEqual("login"u8))
                return Code.SequenceEqual("0"u8) ? FrameMeaning.Acknowledged : FrameMeaning.Refused;
            return Event.SequenceEqual("subscribe"u8) ? FrameMeaning.Acknowledged : FrameMeaning.Ignored;
        }
    }

    /// <summary>
    /// The value of <c>arg</c>: an object on channels, an array of one on order entry. The rows of that one are the
    /// ids that it gives (or what was asked for, when it was refused).
    /// </summary>
    public static ReadOnlySpan<byte> Only(ReadOnlySpan<byte> argument)
    {
        var scanner = new JsonScanner(argument);
        return scanner.EnterArray() && scanner.NextItem() ? scanner.Skip() : default;
    }

    private static void ReadArgument(ReadOnlySpan<byte> argument, ref BitgetFrame frame)
    {
        if (argument.StartsWith("["u8))
        {
            frame.RequestId = WireText.Of(Only(argument), "id"u8);
            return;
        }

        var scanner = new JsonScanner(argument);
        if (!scanner.EnterObject()) return;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
            if (key.SequenceEqual("channel"u8)) frame.Channel = value;
            else if (key.SequenceEqual("instId"u8)) frame.InstId = value;
        }
    }
}
