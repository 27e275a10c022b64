namespace OpenSQT.Lmax.Journal;

/// <summary>
/// Refused for safety: the lock is held, or the journal is foreign, incomplete or damaged. Nothing was changed on
/// disk. A program ends with exit code 3 on it.
/// </summary>
public class JournalRefusedException : JournalException
{
    public JournalRefusedException(string problem, string remedy, Exception? cause = null)
        : base(problem, remedy, cause)
    {
    }
}
