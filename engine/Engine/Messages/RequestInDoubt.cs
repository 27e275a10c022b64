namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>A request left (or may have left) and its outcome is unknown: never a failure, never a retry.</summary>
public struct RequestInDoubt
{
    /// <summary>The order, 0 for a list query.</summary>
    public ulong ClOrdId;

    /// <summary>The query, 0 for a place or cancel.</summary>
    public long QueryId;
    public CommandKind Request;
    public Reason Reason;
}
