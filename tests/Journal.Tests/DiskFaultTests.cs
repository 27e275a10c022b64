using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// A disk that is full, slow or failing: what was appended is there after the process, what was called durable is
/// there after the machine, and whoever watches is told in words.
/// </summary>
public sealed class DiskFaultTests : IDisposable
{
    private const int Count = 3 * DataDirectory.RecordsPerSmallSegment + 5;
    private readonly DataDirectory _data = new();
    private readonly TestDisk _disk = new();

    public void Dispose() => _data.Dispose();

    /// <summary>The first failing sync is every one in turn, until a session needs fewer.</summary>
    [Fact]
    public void ShouldLoseNothingThatWasAppendedWhicheverSyncFails()
    {
        int failing = 1;
        for (bool clean = false; !clean; failing++)
        {
            using DataDirectory data = new();
            TestDisk disk = new() { FailingSync = failing };
            clean = Session(data, disk, out long appended, out long durable);
            Assert.True(failing < 500, "a session does not need that many syncs");

            Assert.True(durable <= appended);
            if (Directory.Exists(data.Path)) Assert.Equal(appended, data.ReadEvents());
            using JournalDirectory again = data.Open();
            using JournalWriter<InboundEvent> writer = again.StartEvents();
            DataDirectory.Append(writer, 1);
            writer.Close();
            Assert.Equal(appended + 1, data.ReadEvents());
        }

        Assert.True(failing > 20, $"only {failing} syncs were tried");
    }

    [Fact]
    public void ShouldSayThatTheDiskIsFullAndCatchUpWhenItIsNot()
    {
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(disk: _disk));
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        DataDirectory.Append(writer, 5);
        writer.MakeDurable();
        _disk.IsFull = true;
        DataDirectory.Append(writer, 5);

        Until(() => directory.Health().Problem is not null);
        JournalHealth health = directory.Health();
        Assert.Contains("The disk is full", health.Problem, StringComparison.Ordinal);
        Assert.False(health.IsFinal);
        Assert.Equal(5, health.DurableEvent);
        Assert.Throws<JournalException>(writer.MakeDurable);

        _disk.IsFull = false;
        Until(() => directory.Health() is { Problem: null, DurableEvent: 10 });
    }

    [Fact]
    public void ShouldSayThatNoSegmentCanBeAllocatedAndThatTheLastOneIsNearlyFull()
    {
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(disk: _disk));
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        Until(() => writer.SegmentsReady == 2);
        _disk.AllocationError = 5;
        DataDirectory.Append(writer, DataDirectory.RecordsPerSmallSegment + 1);

        Until(() => directory.Health().Problem is not null);
        Assert.Contains("Cannot allocate", directory.Health().Problem, StringComparison.Ordinal);
        Assert.False(directory.Health().IsFinal);
        DataDirectory.Append(writer, DataDirectory.RecordsPerSmallSegment * 3 / 2);
        Assert.False(directory.Health().IsFinal);
        DataDirectory.Append(writer, DataDirectory.RecordsPerSmallSegment * 4 / 10);
        Until(() => directory.Health().IsFinal);

        _disk.AllocationError = 0;
        Until(() => directory.Health() is { Problem: null, IsFinal: false });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(400)]
    [InlineData(5_000)]
    public void ShouldTellHowFarASlowDiskIsBehindAndNotSlowTheWriterDown(int syncMs)
    {
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(disk: _disk));
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        DataDirectory.Append(writer, 1);
        writer.MakeDurable();
        _disk.SyncMs = syncMs;
        long began = Environment.TickCount64;
        DataDirectory.Append(writer, 10);
        Assert.True(Environment.TickCount64 - began < long.Max(300, syncMs / 2), "the writer waits for the disk");

        Until(() => directory.Health().LagMs > syncMs / 2 || directory.Archiver.DurableEvent == 11);
        Assert.True(syncMs == 1 || directory.Archiver.DurableEvent < 11);
        Assert.True(directory.Archiver.TryWait(11, TimeSpan.FromSeconds(20)));
        Assert.False(directory.Archiver.TryWait(12, TimeSpan.FromMilliseconds(1)));
        _disk.SyncMs = 0;
        Until(() => directory.Health().LagMs < 250);
    }

    [Fact]
    public void ShouldStopForGoodWhenTheDiskDoesNotKeepUp()
    {
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(disk: _disk));
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        _disk.SyncMs = 200;
        Assert.Throws<JournalException>(() =>
        {
            DataDirectory.Append(writer, 20 * DataDirectory.RecordsPerSmallSegment);
            writer.MakeDurable();
        });

        Assert.True(directory.Health().IsFinal);
        Assert.Contains("does not keep up", directory.Health().Problem, StringComparison.Ordinal);
    }

    /// <summary>True when nothing failed. Fails with nothing but a <see cref="JournalException"/>.</summary>
    private static bool Session(DataDirectory data, TestDisk disk, out long appended, out long durable)
    {
        appended = durable = 0;
        try
        {
            using JournalDirectory directory = JournalDirectory.Open(data.Path, data.Options(disk: disk));
            using JournalWriter<InboundEvent> events = directory.StartEvents();
            using JournalWriter<OutboundCommand> commands = directory.StartCommands();
            for (int i = 0; i < 3; i++)
            {
                for (int n = 0; n < Count / 3; n++)
                {
                    DataDirectory.Append(events, 1);
                    appended = events.LastSequence;
                }

                DataDirectory.Append(commands, 2, appended);
                events.MakeDurable();
                durable = appended;
            }

            events.Close();
            commands.Close();
            return true;
        }
        catch (JournalException e)
        {
            Assert.Contains("Input/output error", e.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(20)));
}
