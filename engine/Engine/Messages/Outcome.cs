namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// The three outcomes of a request. <see cref="InDoubt"/> is zero on purpose: what nobody decided is in doubt. Stored.
/// </summary>
public enum Outcome : byte
{
    InDoubt = 0,
    Accepted = 1,
    Rejected = 2,
}
