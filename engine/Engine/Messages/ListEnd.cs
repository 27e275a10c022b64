namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// The answer to query <see cref="QueryId"/> is whole (<see cref="Outcome.Accepted"/>), or there is none:
/// a failed query never means "empty".
/// </summary>
public struct ListEnd
{
    public long QueryId;
    public int Count;
    public ListKind ListKind;
    public Outcome Outcome;
    public Reason Reason;
}
