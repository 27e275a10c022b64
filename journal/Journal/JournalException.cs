namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The journal cannot go on: disk full, a failed sync, an unusable directory. The message ends with the remedy.
/// After one of these nothing more may be traded: what is not journaled must not be applied.
/// </summary>
public class JournalException : Exception
{
    public JournalException(string problem, string remedy, Exception? cause = null)
        : base($"{problem}. {remedy}", cause) => Remedy = remedy;

    /// <summary>What the operator can do about it.</summary>
    public string Remedy { get; }
}
