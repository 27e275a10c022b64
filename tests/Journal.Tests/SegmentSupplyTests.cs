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

        using Microsoft.Win32.SafeHandles.SafeFileHandle file = SegmentFile.OpenHandle(_data.Segment(1, 1));
        Assert.Equal(DataDirectory.SmallSegment, RandomAccess.GetLength(file));
        Assert.True(Posix.AllocatedBytes(file) >= DataDirectory.SmallSegment);
    }

    [Fact]
    public void ShouldRefuseToStartOnAFullDiskAndLeaveNothingBehind()
    {
        JournalOptions options = _data.Options(freeBytes: _ => 2 * DataDirectory.SmallSegment - 1);
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);

        JournalException e = Assert.Throws<JournalException>(directory.StartEvents);
        Assert.Contains("16383 bytes free; a journal segment needs 16384", e.Message, StringComparison.Ordinal);
        Assert.Contains("Free some space", e.Remedy, StringComparison.Ordinal);
        Assert.Equal(["journal.lock"], Directory.GetFiles(_data.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void ShouldUnlinkTheFileWhenTheKernelRefusesToAllocateIt()
    {
        Directory.CreateDirectory(_data.Path);
        string path = _data.Segment(1, 1);

        JournalException e = Assert.Throws<JournalException>(
            () => MappedSegment.Allocate(path, 1L << 62, _ => long.MaxValue)); // larger than any file may be
        Assert.Contains("Cannot allocate", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_data.Path));
    }

    [Fact]
    public void ShouldNotOverwriteASegmentThatExists()
    {
        using JournalDirectory directory = _data.Open();
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        Append(writer, 3);

        Assert.Throws<JournalException>(directory.StartEvents);
        Assert.Equal(3, _data.ReadEvents());
    }

    [Fact]
    public void ShouldStopAtTheEndOfTheSegmentWhenTheDiskIsFullAndGoOnWhenItIsNot()
    {
        long free = long.MaxValue;
        JournalOptions options = _data.Options(freeBytes: _ => Volatile.Read(ref free));
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        Volatile.Write(ref free, 0);
        Append(writer, DataDirectory.RecordsPerSmallSegment);

        for (int i = 0; i < 3; i++)
        {
            JournalException e = Assert.Throws<JournalException>(() => Append(writer, 1));
            Assert.Contains("bytes free", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(DataDirectory.RecordsPerSmallSegment, writer.LastSequence);
        Assert.Equal(DataDirectory.RecordsPerSmallSegment, _data.ReadEvents());
        writer.MakeDurable(); // what is there can still be made safe

        Volatile.Write(ref free, long.MaxValue);
        Append(writer, 100);
        Assert.Equal(DataDirectory.RecordsPerSmallSegment + 100, _data.ReadEvents());
    }

    [Fact]
    public void ShouldWaitAndCountItWhenTheNextSegmentIsLate()
    {
        using ManualResetEventSlim diskIsFast = new(true);
        JournalOptions options = _data.Options(freeBytes: _ =>
        {
            diskIsFast.Wait();
            return long.MaxValue;
        });
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        diskIsFast.Reset();
        Append(writer, DataDirectory.RecordsPerSmallSegment);
        Assert.Equal(0, writer.SegmentWaits);

        using Timer later = new(_ => diskIsFast.Set(), null, 100, Timeout.Infinite);
        Append(writer, 1);

        Assert.Equal(1, writer.SegmentWaits);
        Assert.Equal(DataDirectory.RecordsPerSmallSegment + 1, _data.ReadEvents());
    }

    [Fact]
    public void ShouldPrepareTheNextSegmentAtHalfAndDeleteItWhenItWasNotNeeded()
    {
        using JournalDirectory directory = _data.Open();
        using (JournalWriter<InboundEvent> writer = directory.StartEvents())
        {
            Append(writer, DataDirectory.RecordsPerSmallSegment / 2);
            Assert.False(File.Exists(_data.Segment(1, 2)));
            Append(writer, 1);
            Assert.True(SpinWait.SpinUntil(() => File.Exists(_data.Segment(1, 2)), TimeSpan.FromSeconds(10)));
        }

        Assert.False(File.Exists(_data.Segment(1, 2)));
        Assert.Equal(DataDirectory.RecordsPerSmallSegment / 2 + 1, _data.ReadEvents());
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
    public void ShouldMakeManySegmentsDurable()
    {
        using JournalDirectory directory = _data.Open();
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        writer.MakeDurable(); // nothing there yet
        Append(writer, 5 * DataDirectory.RecordsPerSmallSegment + 7);
        writer.MakeDurable();
        writer.MakeDurable();

        byte[] file = File.ReadAllBytes(_data.Segment(1, 6));
        Assert.Equal(writer.LastSequence, BitConverter.ToInt64(file, 512));
    }

    private static void Append(JournalWriter<InboundEvent> writer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            InboundEvent e = DataDirectory.Quote(writer.LastSequence + 1);
            writer.Append(ref e);
        }
    }
}
