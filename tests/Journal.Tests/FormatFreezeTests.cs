using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>Stored numbers are for ever: a journal written by an older build must stay readable.</summary>
public sealed class FormatFreezeTests : IDisposable
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Samples");
    private static readonly string FrozenSample = Path.Combine(Samples, "format-1");
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void ShouldStillReadTheFrozenSample()
    {
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(FrozenSample, SampleJournal.Boot);
        List<long> causes = [];
        for (long sequence = 1; sequence <= SampleJournal.FirstRun + SampleJournal.SecondRun; sequence++)
        {
            Assert.True(events.MoveNext());
            InboundEvent expected = SampleJournal.Event(sequence);
            Assert.Equal(sequence, events.Current.Header.Sequence);
            Assert.Equal(BytesBehindSequence(in expected), BytesBehindSequence(in events.Current));
            if (SampleJournal.IsExecutionReport(sequence)) causes.Add(sequence);
        }

        Assert.False(events.MoveNext());
        using JournalReader<OutboundCommand> commands =
            JournalReader<OutboundCommand>.Open(FrozenSample, SampleJournal.Boot);
        foreach (long cause in causes)
        {
            Assert.True(commands.MoveNext());
            Assert.Equal(cause, commands.Current.CauseSequence);
        }

        Assert.False(commands.MoveNext());
    }

    [Fact]
    public void ShouldWriteTodayWhatTheFrozenSampleHolds()
    {
        Assert.True(BotCode.TryParse("s1", out BotCode bot));
        SampleJournal.Write(_data.Path, new JournalOptions
        {
            Bot = bot,
            AccountFingerprint = 0,
            EngineLogicVersion = 7,
            SegmentBytes = DataDirectory.SmallSegment,
            BootId = SampleJournal.Boot,
        });

        string[] names =
        [
            .. Directory.GetFiles(FrozenSample, "*.journal").Select(path => Path.GetFileName(path)).Order(),
        ];
        Assert.Equal(5, names.Length);
        foreach (string name in names)
        {
            byte[] written = WithoutRandomAndClock(Path.Combine(_data.Path, Path.ChangeExtension(name, ".archive")));
            byte[] frozen = WithoutRandomAndClock(Path.Combine(FrozenSample, name));
            Assert.Equal(frozen[..written.Length], written);
            Assert.All(frozen[written.Length..], b => Assert.Equal(0, b)); // a hot file is as long as its segment
        }
    }

    /// <summary>Every stored enum and message, by value and offset. Appending is allowed, and listed there.</summary>
    [Fact]
    public void ShouldKeepEveryStoredNumber()
    {
        string[] frozen = File.ReadAllLines(Path.Combine(Samples, "stored-numbers.txt"));
        string[] present = [.. StoredNumbers()];

        string[] gone = [.. frozen.Except(present)];
        Assert.True(gone.Length == 0, "Stored for ever, but changed or gone:\n" + string.Join('\n', gone));
        string[] added = [.. present.Except(frozen)];
        Assert.True(
            added.Length == 0,
            "New; append to tests/Journal.Tests/Samples/stored-numbers.txt:\n" + string.Join('\n', added));
    }

    [Fact]
    public void ShouldFitEveryMessageIntoItsRecord()
    {
        Assert.Equal(128, Unsafe.SizeOf<InboundEvent>());
        Assert.Equal(128, Unsafe.SizeOf<OutboundCommand>());
        Assert.Equal(32, Unsafe.SizeOf<RecordHeader>());
        Assert.Equal(96, Unsafe.SizeOf<ExecutionReport>());
        Assert.All(Messages(), type => Assert.InRange(SizeOf(type), 1, type.Name switch
        {
            nameof(InboundEvent) or nameof(OutboundCommand) => InboundEvent.Bytes,
            _ => InboundEvent.PayloadBytes,
        }));
        Type[] commands =
        [
            typeof(NewOrder), typeof(CancelOrder), typeof(QueryOrder), typeof(QueryList), typeof(StartEpoch),
            typeof(Notice), typeof(EngineStopped), typeof(StateHashMark),
        ];
        Assert.All(commands, type => Assert.InRange(SizeOf(type), 1, OutboundCommand.PayloadBytes));
    }

    [Fact]
    public void ShouldKeepTheSegmentHeaderWhereItIs()
    {
        (string Field, int Offset)[] layout =
        [
            (nameof(SegmentHeader.Magic), 0), (nameof(SegmentHeader.FormatVersion), 8),
            (nameof(SegmentHeader.MinReaderVersion), 10), (nameof(SegmentHeader.Endian), 12),
            (nameof(SegmentHeader.HeaderPageBytes), 16), (nameof(SegmentHeader.RecordBytes), 18),
            (nameof(SegmentHeader.Stream), 20), (nameof(SegmentHeader.Bot), 21), (nameof(SegmentHeader.Salt), 24),
            (nameof(SegmentHeader.EngineLogicVersion), 28), (nameof(SegmentHeader.AccountFingerprint), 32),
            (nameof(SegmentHeader.Run), 40), (nameof(SegmentHeader.Segment), 48),
            (nameof(SegmentHeader.SegmentBytes), 56), (nameof(SegmentHeader.BaseSequence), 64),
            (nameof(SegmentHeader.PreviousRun), 72), (nameof(SegmentHeader.PreviousSegment), 80),
            (nameof(SegmentHeader.PreviousTimeNs), 88), (nameof(SegmentHeader.CreatedNs), 96),
            (nameof(SegmentHeader.PreviousCrc), 104), (nameof(SegmentHeader.BootId), 108),
            (nameof(SegmentHeader.Crc), 124),
        ];
        Assert.Equal(layout, LayoutOf(typeof(SegmentHeader)));
        Assert.Equal(128, Unsafe.SizeOf<SegmentHeader>());
        Assert.Equal("OSQJRNL1"u8.ToArray(), BitConverter.GetBytes(SegmentHeader.MagicValue));
        Assert.Equal((1, 2), ((int)JournalStream.Events, (int)JournalStream.Commands));
    }

    [Fact]
    public void ShouldKeepTheMarkTheSnapshotHeaderAndTheNamesWhereTheyAre()
    {
        (string Field, int Offset)[] snapshot =
        [
            (nameof(SnapshotHeader.Magic), 0), (nameof(SnapshotHeader.Layout), 8),
            (nameof(SnapshotHeader.EngineLogicVersion), 12), (nameof(SnapshotHeader.AccountFingerprint), 16),
            (nameof(SnapshotHeader.EventSequence), 24), (nameof(SnapshotHeader.CommandSequence), 32),
            (nameof(SnapshotHeader.EventCrc), 40), (nameof(SnapshotHeader.CommandCrc), 44),
            (nameof(SnapshotHeader.StateHash), 48), (nameof(SnapshotHeader.FirstRunWallNs), 56),
            (nameof(SnapshotHeader.ImageBytes), 64), (nameof(SnapshotHeader.ImageCrc), 72),
            (nameof(SnapshotHeader.Bot), 76), (nameof(SnapshotHeader.TimeNs), 80), (nameof(SnapshotHeader.Crc), 124),
        ];
        Assert.Equal(snapshot, LayoutOf(typeof(SnapshotHeader)));
        Assert.Equal(128, Unsafe.SizeOf<SnapshotHeader>());
        Assert.Equal("OSQSNAP1"u8.ToArray(), BitConverter.GetBytes(SnapshotHeader.MagicValue));
        Assert.Equal(512, DurableMark.Offset);
        Assert.Equal((0, 8, 16), (
            (int)Marshal.OffsetOf<DurableMark>(nameof(DurableMark.Sequence)),
            (int)Marshal.OffsetOf<DurableMark>(nameof(DurableMark.Check)),
            Unsafe.SizeOf<DurableMark>()));
        (string Field, int Offset)[] beginning =
        [
            (nameof(JournalBeginning.Magic), 0), (nameof(JournalBeginning.EventRun), 8),
            (nameof(JournalBeginning.EventSegment), 16), (nameof(JournalBeginning.EventSequence), 24),
            (nameof(JournalBeginning.CommandRun), 32), (nameof(JournalBeginning.CommandSegment), 40),
            (nameof(JournalBeginning.CommandSequence), 48), (nameof(JournalBeginning.Crc), 60),
        ];
        Assert.Equal(beginning, LayoutOf(typeof(JournalBeginning)));
        Assert.Equal("OSQBEGN1"u8.ToArray(), BitConverter.GetBytes(JournalBeginning.MagicValue));
        SegmentName name = new(JournalStream.Commands, 3, 12);
        Assert.Equal("commands-00000003-00000012.journal", name.HotFile);
        Assert.Equal("commands-00000003-00000012.archive", name.ArchiveFile);
    }

    [Fact]
    public void ShouldHaveASampleOfEveryFormatVersion()
    {
        string[] samples = [.. Directory.GetDirectories(Samples, "format-*").Select(Path.GetFileName).Order()!];
        Assert.True(
            samples.SequenceEqual(Enumerable.Range(1, SegmentHeader.CurrentVersion).Select(v => $"format-{v}")),
            $"there are {string.Join(", ", samples)}; a new format version gets a sample and a test that reads it");
    }

    private static (string, int)[] LayoutOf(Type type) =>
    [
        .. type.GetFields(BindingFlags.Instance | BindingFlags.Public)
            .Select(f => (f.Name, f.GetCustomAttribute<FieldOffsetAttribute>()!.Value)),
    ];

    private static IEnumerable<string> StoredNumbers()
    {
        foreach (Type type in Messages().Concat(Enums()).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            if (type.IsEnum)
            {
                foreach (object value in Enum.GetValues(type))
                {
                    long number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                    yield return $"{type.Name} {Enum.GetUnderlyingType(type).Name} {number} {value}";
                }

                continue;
            }

            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
            {
                nint offset = Marshal.OffsetOf(type, field.Name);
                yield return $"{type.Name} at {offset}: {field.FieldType.Name} {field.Name}";
            }
        }
    }

    private static IEnumerable<Type> Enums() => StoredTypes().Where(type => type.IsEnum);

    private static IEnumerable<Type> Messages() => StoredTypes().Where(type => !type.IsEnum);

    private static IEnumerable<Type> StoredTypes() => typeof(InboundEvent).Assembly.GetExportedTypes()
        .Where(type => type.IsValueType && type.Namespace == typeof(InboundEvent).Namespace);

    private static int SizeOf(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!
        .MakeGenericMethod(type).Invoke(null, null)!;

    private static byte[] BytesBehindSequence(in InboundEvent e) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<InboundEvent>(in e))[16..].ToArray();

    /// <summary>A segment without its salt, its clock, and the CRCs that depend on them.</summary>
    private static byte[] WithoutRandomAndClock(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        (int Offset, int Length)[] header = [(24, 4), (96, 8), (104, 4), (124, 4), (DurableMark.Offset, 16)];
        foreach ((int offset, int length) in header) Array.Clear(bytes, offset, length);
        for (int record = 4096; record < bytes.Length; record += 128) Array.Clear(bytes, record + 4, 4);
        return bytes;
    }
}
