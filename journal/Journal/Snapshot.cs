using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// An engine's state after one event of the journal, so that a start needs not replay what was before. A snapshot that
/// this program cannot read, or that is damaged, is not used; nothing depends on it but time.
/// </summary>
public sealed class Snapshot
{
    public const string Extension = ".snapshot";
    private const string Prefix = "state-";
    private readonly SnapshotHeader _header;

    private Snapshot(string path, TradingEngine engine, SnapshotHeader header)
    {
        Path = path;
        Engine = engine;
        _header = header;
    }

    public string Path { get; }

    public TradingEngine Engine { get; }

    /// <summary>The last event that the state contains.</summary>
    public long EventSequence => _header.EventSequence;

    /// <summary>The last command that it caused.</summary>
    public long CommandSequence => _header.CommandSequence;

    /// <summary>Wall time of the journal's very first run.</summary>
    public long FirstRunWallNs => _header.FirstRunWallNs;

    /// <summary>Engine time of the last event.</summary>
    public long TimeNs => _header.TimeNs;

    internal uint EventCrc => _header.EventCrc;

    internal uint CommandCrc => _header.CommandCrc;

    /// <summary>Paths of the snapshots of a directory, the newest first.</summary>
    public static IReadOnlyList<string> In(string directory) =>
        [.. Directory.GetFiles(directory, Prefix + "*" + Extension).OrderDescending(StringComparer.Ordinal)];

    /// <summary>The event that a file's name tells; null = no snapshot.</summary>
    internal static long? SequenceOf(string fileName) =>
        fileName.StartsWith(Prefix, StringComparison.Ordinal)
        && fileName.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(
            fileName.AsSpan()[Prefix.Length..^Extension.Length], NumberStyles.None, CultureInfo.InvariantCulture,
            out long sequence)
            ? sequence
            : null;

    /// <summary>Whether the records that two readers stand before are those that follow it.</summary>
    internal bool IsContinuedBy(
        JournalReader<InboundEvent> events, JournalReader<OutboundCommand> commands) =>
        events.LastCrc == EventCrc && commands.LastCrc == CommandCrc;

    /// <summary>The header alone; null where this program cannot use the snapshot.</summary>
    internal static SnapshotHeader? ReadHeader(string path)
    {
        using SafeFileHandle? file = SegmentFile.TryOpenHandle(path);
        if (file is null) return null;
        SnapshotHeader header = default;
        RandomAccess.Read(file, MemoryMarshal.AsBytes(new Span<SnapshotHeader>(ref header)), 0);
        return header.FindFault().Length == 0 ? header : null;
    }

    /// <summary>Reads one back. Null where it is damaged or of another build, and why.</summary>
    public static Snapshot? Read(string path, out string why)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path), out why);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>The same of its bytes.</summary>
    /// <exception cref="InvalidDataException">The image is none.</exception>
    internal static Snapshot? Parse(string path, byte[] bytes, out string why)
    {
        SnapshotHeader header = bytes.Length < SnapshotHeader.Bytes
            ? default
            : MemoryMarshal.Read<SnapshotHeader>(bytes);
        why = FindFault(header, bytes);
        if (why.Length > 0) return null;
        TradingEngine engine = EngineImage.Restore(bytes[SnapshotHeader.Bytes..]);
        why = engine.StateHash == header.StateHash ? "" : "the restored state has another hash";
        return why.Length > 0 ? null : new Snapshot(path, engine, header);
    }

    /// <summary>The bytes of a snapshot.</summary>
    internal static byte[] Seal(SnapshotHeader header, TradingEngine engine)
    {
        byte[] image = EngineImage.Take(engine);
        header.Magic = SnapshotHeader.MagicValue;
        header.Layout = EngineImage.Layout;
        header.StateHash = engine.StateHash;
        header.TimeNs = engine.State.NowNs;
        header.ImageBytes = image.Length;
        header.ImageCrc = RecordSeal.Crc(image);
        header.Crc = header.ComputeCrc();
        return [.. MemoryMarshal.AsBytes(new ReadOnlySpan<SnapshotHeader>(in header)), .. image];
    }

    /// <summary>Writes one, durably, and reads it back before it gets its name.</summary>
    /// <exception cref="IOException">The disk is full or fails, or gives something else back.</exception>
    internal static void Write(string directory, SnapshotHeader header, TradingEngine engine, IJournalDisk disk)
    {
        string name = Prefix + header.EventSequence.ToString("D20", CultureInfo.InvariantCulture) + Extension;
        DurableFile.Replace(
            System.IO.Path.Combine(directory, name), Seal(header, engine), disk,
            static written =>
            {
                if (Read(written, out string why) is null) throw new IOException($"{written}: {why}");
            });
    }

    private static string FindFault(in SnapshotHeader header, byte[] bytes)
    {
        if (header.FindFault() is { Length: > 0 } fault) return fault;
        ReadOnlySpan<byte> image = bytes.AsSpan(SnapshotHeader.Bytes);
        return image.Length == header.ImageBytes && RecordSeal.Crc(image) == header.ImageCrc
            ? ""
            : "the image is not what was written";
    }
}
