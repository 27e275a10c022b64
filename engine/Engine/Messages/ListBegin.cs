namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The answer to query <see cref="QueryId"/> begins.</summary>
public struct ListBegin
{
    public long QueryId;
    public ListKind ListKind;
}
