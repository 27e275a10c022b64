using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal;

/// <summary>What an inspector sees of one segment.</summary>
public sealed record SegmentSummary
{
    public required string Path { get; init; }
    /// <summary>There is a hot file: its writer lives, or has died.</summary>
    public bool IsHot { get; init; }
    public required JournalStream Stream { get; init; }
    public required long Run { get; init; }
    public required long Segment { get; init; }
    public BotCode Bot { get; init; }
    public ulong AccountFingerprint { get; init; }
    public int FormatVersion { get; init; }
    public int EngineLogicVersion { get; init; }

    /// <summary>Wall clock, ns since 1970 UTC.</summary>
    public long CreatedNs { get; init; }
    public long FirstSequence { get; init; }

    /// <summary>Last whole record; below <see cref="FirstSequence"/> when there is none.</summary>
    public long LastSequence { get; init; }
    public long LastTimeNs { get; init; }

    /// <summary>Known to be on the disk up to here; 0 = the file does not tell.</summary>
    public long DurableSequence { get; init; }

    /// <summary>Records behind the end, lost with the machine.</summary>
    public long StrandedRecords { get; init; }

    /// <summary>What is wrong with it, with offset and sequence; null = nothing.</summary>
    public string? Finding { get; init; }

    public long Records => long.Max(0, LastSequence - FirstSequence + 1);
}
