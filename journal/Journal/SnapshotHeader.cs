using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The first 128 bytes of a snapshot file: whose state it is, after which records, and what must come out of it.
/// Drawn byte by byte in docs/journal-format.md. The engine's image follows.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SnapshotHeader.Bytes)]
internal struct SnapshotHeader
{
    public const int Bytes = 128;
    public const ulong MagicValue = 0x3150_414E_5351_534F; // "OSQSNAP1" in the file
    private const int CrcOffset = 124;

    [FieldOffset(0)] public ulong Magic;

    /// <summary>CRC32C over the engine's fields: another build's image cannot be read.</summary>
    [FieldOffset(8)] public uint Layout;
    [FieldOffset(12)] public int EngineLogicVersion;
    [FieldOffset(16)] public ulong AccountFingerprint;

    /// <summary>The last event that the state contains, and its CRC: the journal must go on from there.</summary>
    [FieldOffset(24)] public long EventSequence;

    /// <summary>The last command of that event.</summary>
    [FieldOffset(32)] public long CommandSequence;
    [FieldOffset(40)] public uint EventCrc;
    [FieldOffset(44)] public uint CommandCrc;

    /// <summary>What the restored engine must say.</summary>
    [FieldOffset(48)] public ulong StateHash;

    /// <summary>Wall clock of the journal's very first run, ns since 1970 UTC.</summary>
    [FieldOffset(56)] public long FirstRunWallNs;
    [FieldOffset(64)] public long ImageBytes;
    [FieldOffset(72)] public uint ImageCrc;
    [FieldOffset(76)] public BotCode Bot;

    /// <summary>Engine time of the last event, ns since 1970 UTC; 0 in a file of an earlier build.</summary>
    [FieldOffset(80)] public long TimeNs;

    /// <summary>CRC32C of bytes 0..123.</summary>
    [FieldOffset(CrcOffset)] public uint Crc;

    /// <summary>Why this program cannot use what follows; empty = it can.</summary>
    public readonly string FindFault()
    {
        if (Magic != MagicValue) return "it does not begin like a snapshot";
        if (Crc != ComputeCrc()) return "the header's CRC is wrong";
        return EngineLogicVersion == TradingEngine.LogicVersion && Layout == EngineImage.Layout
            ? ""
            : "another build of the program wrote it";
    }

    public readonly uint ComputeCrc() =>
        RecordSeal.Crc(MemoryMarshal.AsBytes(new ReadOnlySpan<SnapshotHeader>(in this))[..CrcOffset]);
}
