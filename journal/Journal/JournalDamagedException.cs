namespace OpenSQT.Lmax.Journal;

/// <summary>A record or a segment that must be there is not, or is not what was written.</summary>
public sealed class JournalDamagedException : JournalRefusedException
{
    private const string Restore =
        "Restore the file from a copy, or move the data directory away and start with an empty one: " +
        "open orders and the position are then read from the venue alone";

    public JournalDamagedException(string file, long offset, long sequence, string finding)
        : base($"Damaged journal {file} at offset {offset}, sequence {sequence}: {finding}", Restore)
    {
        File = file;
        Offset = offset;
        Sequence = sequence;
    }

    public string File { get; }

    /// <summary>Byte offset in <see cref="File"/>.</summary>
    public long Offset { get; }

    /// <summary>The record expected there; for a bad header the first one of the segment, 0 if unknown.</summary>
    public long Sequence { get; }
}
