using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal;

/// <summary>Whose journal it is, and how it is laid out. Both are written into every segment header.</summary>
public sealed class JournalOptions
{
    public const long DefaultSegmentBytes = 16 << 20;

    public const long DefaultRetentionDays = 7;
    public const long DefaultRetentionBytes = 10L << 30;

    /// <summary>Segments are whole pages: a header page and at least one page of records.</summary>
    public const long MinSegmentBytes = 2 * PageBytes;
    public const long MaxSegmentBytes = 1 << 30;

    internal const int PageBytes = 4096;
    private const int CommandShare = 8;

    public required BotCode Bot { get; init; }

    /// <summary>
    /// Fingerprint of the API key's id. 0 = no account outside this process (an embedded venue): then there is no
    /// machine-wide lock, since there is nothing to share.
    /// </summary>
    public required ulong AccountFingerprint { get; init; }

    public required int EngineLogicVersion { get; init; }

    /// <summary>
    /// Size of a new segment of events in bytes, a multiple of 4096; of commands, which are few, an eighth of it. Old
    /// segments keep their size.
    /// </summary>
    public long SegmentBytes { get; init; } = DefaultSegmentBytes;

    /// <summary>Records that are older are deleted, except what the newest two snapshots need.</summary>
    public long RetentionDays { get; init; } = DefaultRetentionDays;

    /// <summary>Above this size of the whole directory older records go before their time.</summary>
    public long RetentionBytes { get; init; } = DefaultRetentionBytes;

    /// <summary>
    /// Where the machine-wide account locks live. One fixed place for all users and sessions of a machine: a place
    /// that depends on the session would let two engines miss each other.
    /// </summary>
    public string LockDirectory { get; init; } = "/tmp/opensqt-locks";

    /// <summary>
    /// Wall time of this run, for people who look at a header; nothing is decided by it. 0 = not told.
    /// </summary>
    public long OpenedNs { get; init; }

    internal Guid BootId { get; init; } = Journal.BootId.Current;

    internal IJournalDisk Disk { get; init; } = PosixDisk.Instance;

    internal long SegmentBytesOf(JournalStream stream) => stream == JournalStream.Events
        ? SegmentBytes
        : long.Max(MinSegmentBytes, SegmentBytes / CommandShare / PageBytes * PageBytes);

    internal void Validate()
    {
        if (SegmentBytes is < MinSegmentBytes or > MaxSegmentBytes || SegmentBytes % PageBytes != 0)
        {
            throw new JournalException(
                $"A journal segment cannot have {SegmentBytes} bytes",
                $"Choose a multiple of {PageBytes} between {MinSegmentBytes} and {MaxSegmentBytes}");
        }
    }
}
