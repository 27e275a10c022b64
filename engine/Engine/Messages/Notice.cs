namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// Something that the operator should be able to read later, with its figures; see <see cref="NoticeCode"/>.
/// </summary>
public struct Notice
{
    public ulong ClOrdId;

    /// <summary>Meaning depends on the code; named beside each code.</summary>
    public long A;
    public long B;
    public long C;
    public NoticeCode Code;
    public Reason Reason;
}
