namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>The envelope of a WebSocket frame, in any order of its keys; the result as its raw text.</summary>
internal ref struct GateFrame
{
    public ReadOnlySpan<byte> Channel;
    public ReadOnlySpan<byte> Event;
    public ReadOnlySpan<byte> Result;
    public ReadOnlySpan<byte> TimeMs;

    /// <summary>A member <c>error</c> that is not null; old frames carry a null one and mean success.</summary>
    public bool HasError;

    public static bool TryRead(ReadOnlySpan<byte> text, out GateFrame frame)
    {
        frame = default;
        var scanner = new JsonScanner(text);
        if (!scanner.EnterObject()) return false;
        while (scanner.NextKey(out ReadOnlySpan<byte> key))
        {
            if (key.SequenceEqual("result"u8)) frame.Result = scanner.Skip();
            else if (key.SequenceEqual("error"u8)) frame.HasError = !scanner.Skip().SequenceEqual("null"u8);
            else if (key.SequenceEqual("channel"u8)) frame.Channel = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("event"u8)) frame.Event = scanner.ScalarOrNothing();
            else if (key.SequenceEqual("time_ms"u8)) frame.TimeMs = scanner.ScalarOrNothing();
            else scanner.Skip();
        }

        return scanner.IsWhole;
    }

    public readonly bool IsUpdate => Event.SequenceEqual("update"u8) && !HasError;

    /// <summary>What a frame that carries no news of its channel means.</summary>
    public readonly Ports.FrameMeaning Meaning
    {
        get
        {
            if (HasError) return Ports.FrameMeaning.Refused;
            // "The connection will soon be closed for a service upgrade": a new one at once loses less.
            if (IsUpdate && Channel.SequenceEqual("futures.system"u8)) return Ports.FrameMeaning.SessionEnded;
            return Event.SequenceEqual("subscribe"u8) ? Ports.FrameMeaning.Acknowledged : Ports.FrameMeaning.Ignored;
        }
    }
}
