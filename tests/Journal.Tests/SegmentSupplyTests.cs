using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>Where segments come from, and what happens when none can come.</summary>
public sealed class SegmentSupplyTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void ShouldAllocateEveryBlockOfASegment()
    {
        _data.Run(1);

        using Microsoft.Win32.SafeHandles.SafeFileHandle file = SegmentFile.TryOpenHandle(_data.Segment(1, 1))!;
        Assert.Equal(DataDirectory.SmallSegment, RandomAccess.GetLength(file));
        Assert.True(Posix.AllocatedBytes(file) >= DataDirectory.SmallSegment);
    }

    [Fact]
    public void ShouldRefuseToStartOnAFullDiskAndLeaveNothingBehind()
    {
        TestDisk disk = new() { Free = () => 4 * DataDirectory.SmallSegment - 1 };
        JournalOptions options = _data.Options(disk: disk);
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);

        JournalException e = Assert.Throws<JournalException>(directory.StartEvents);
        Assert.Contains("32767 bytes free; a journal segment needs 32768", e.Message, StringComparison.Ordinal);
        Assert.Contains("Free some space", e.Remedy, StringComparison.Ordinal);
        Assert.Equal(["journal.lock"], Directory.GetFiles(_data.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void ShouldUnlinkTheFileWhenTheKernelRefusesToAllocateIt()
    {
        Directory.CreateDirectory(_data.Path);
        string path = _data.Segment(1, 1);

        JournalException e = Assert.Throws<JournalException>(
            () => MappedSegment.Allocate(path, 1L << 62, new TestDisk())); // larger than any file may be
        Assert.Contains("Cannot allocate", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_data.Path));
    }

    [Fact]
    public void ShouldNotOverwriteASegmentThatExists()
    {
        using JournalDirectory directory = _data.Open();
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        DataDirectory.Append(writer, 3);

        Assert.Throws<JournalException>(directory.StartEvents);
        Assert.Equal(3, _data.ReadEvents());
    }

    /// <summary>Two segments are ready when the disk becomes full; they are used up before a refusal.</summary>
    [Fact]
    public void ShouldStopBehindTheEmergencySegmentWhenTheDiskIsFullAndGoOnWhenItIsNot()
    {
        const int all = 3 * DataDirectory.RecordsPerSmallSegment;
        long free = long.MaxValue;
        JournalOptions options = _data.Options(disk: new TestDisk { Free = () => Volatile.Read(ref free) });
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        Until(() => writer.SegmentsReady == 2);
        Volatile.Write(ref free, 0);
        DataDirectory.Append(writer, all);

        for (int i = 0; i < 3; i++)
        {
            JournalException e = Assert.Throws<JournalException>(() => DataDirectory.Append(writer, 1));
            Assert.Contains("bytes free", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(all, writer.LastSequence);
        Assert.Equal(all, _data.ReadEvents());
        writer.MakeDurable(); // what is there can still be made safe
        Assert.True(directory.Health() is { Problem: not null, IsFinal: true });

        Volatile.Write(ref free, long.MaxValue);
        DataDirectory.Append(writer, 100);
        Assert.Equal(all + 100, _data.ReadEvents());
        Until(() => directory.Health() is { Problem: null, IsFinal: false });
    }

    [Fact]
    public void ShouldWaitAndCountItWhenTheNextSegmentIsLate()
    {
        using ManualResetEventSlim diskIsFast = new(true);
        TestDisk disk = new()
        {
            Free = () =>
            {
                diskIsFast.Wait();
                return long.MaxValue;
            },
        };
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(disk: disk));
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        Until(() => writer.SegmentsReady == 2);
        diskIsFast.Reset();
        DataDirectory.Append(writer, 3 * DataDirectory.RecordsPerSmallSegment);
        Assert.Equal(0, writer.SegmentWaits);

        using Timer later = new(_ => diskIsFast.Set(), null, 100, Timeout.Infinite);
        DataDirectory.Append(writer, 1);

        Assert.Equal(1, writer.SegmentWaits);
        Assert.Equal(3 * DataDirectory.RecordsPerSmallSegment + 1, _data.ReadEvents());
    }

    [Fact]
    public void ShouldKeepTwoSegmentsReadyAndDeleteThemWhenTheyWereNotNeeded()
    {
        using JournalDirectory directory = _data.Open();
        using (JournalWriter<InboundEvent> writer = directory.StartEvents())
        {
            DataDirectory.Append(writer, 1);
            Until(() => writer.SegmentsReady == 2);
            DataDirectory.Append(writer, DataDirectory.RecordsPerSmallSegment);
            Until(() => File.Exists(_data.Segment(1, 4)));
            Assert.False(File.Exists(_data.Segment(1, 5)));
        }

        Assert.False(File.Exists(_data.Segment(1, 3)));
        Assert.False(File.Exists(_data.Segment(1, 4)));
        Assert.Equal(DataDirectory.RecordsPerSmallSegment + 1, _data.ReadEvents());
    }

    [Fact]
    public void ShouldRemoveWhatAKilledProcessHadAllocatedButNotUsed()
    {
        _data.Run(20);
        string spare = _data.Segment(1, 2);
        string unfinished = _data.Segment(1, 3) + ".new";
        File.WriteAllBytes(spare, new byte[DataDirectory.SmallSegment]);
        File.WriteAllBytes(unfinished, new byte[100]);

        using JournalDirectory directory = _data.Open();

        Assert.False(File.Exists(spare));
        Assert.False(File.Exists(unfinished));
        Assert.Equal(20, directory.Events.Sequence);
        Assert.Equal(2, directory.RunNumber);
    }

    [Fact]
    public void ShouldMakeManySegmentsDurableAndLeaveOnlyTheirArchives()
    {
        using JournalDirectory directory = _data.Open();
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        writer.MakeDurable(); // nothing there yet
        DataDirectory.Append(writer, 5 * DataDirectory.RecordsPerSmallSegment + 7);
        writer.MakeDurable();
        writer.MakeDurable();
        Until(() => !File.Exists(_data.Segment(1, 5)));
        writer.Close();

        Assert.Empty(Directory.GetFiles(_data.Path, "*.journal"));
        byte[] file = File.ReadAllBytes(_data.Archive(1, 6));
        Assert.Equal(DataDirectory.OffsetOf(7), file.Length);
        Assert.Equal(writer.LastSequence, BitConverter.ToInt64(file, 512));
        Assert.Equal(writer.LastSequence, _data.ReadEvents());
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(20)));
}
