using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>What is appended is read back, through segments, runs and streams.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1_000)]
    public void ShouldReadBackWhatWasAppendedAcrossSegments(int count)
    {
        _data.Run(count);

        Assert.Equal(count, _data.ReadEvents());
    }

    [Fact]
    public void ShouldContinueTheSequenceAndTheChainInEachRun()
    {
        int[] runs = [10, 0, 32, 64, 1, 100];
        long total = 0;
        for (int i = 0; i < runs.Length; i++)
        {
            using (JournalDirectory directory = _data.Open())
            {
                Assert.Equal(i + 1, directory.RunNumber);
                Assert.Equal(total, directory.Events.Sequence);
                Assert.Equal(total * 1_000, directory.Events.TimeNs);
            }

            _data.Run(runs[i]);
            total += runs[i];
            Assert.Equal(total, _data.ReadEvents());
        }
    }

    [Fact]
    public void ShouldStoreTheBytesThatTheEngineWillSee()
    {
        using JournalDirectory directory = _data.Open();
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        InboundEvent e = DataDirectory.Quote(1);

        writer.Append(ref e);

        using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(_data.Path, DataDirectory.Boot);
        Assert.True(reader.MoveNext());
        Assert.Equal(Bytes(in e), Bytes(in reader.Current));
    }

    [Fact]
    public void ShouldNeverLetTimeRunBackwardsNotEvenAcrossRuns()
    {
        using (JournalDirectory first = _data.Open())
        using (JournalWriter<InboundEvent> writer = first.StartEvents())
        {
            Assert.Equal([500L, 500L, 501L], new[] { 500L, 400L, 501L }.Select(t => AppendAt(writer, t)).ToArray());
        }

        using JournalDirectory second = _data.Open();
        using JournalWriter<InboundEvent> next = second.StartEvents();
        Assert.Equal(501, next.LastTimeNs);
        Assert.Equal(501, AppendAt(next, 3));
    }

    [Fact]
    public void ShouldKeepEventsAndCommandsApart()
    {
        _data.Run(events: 40, commands: 70);
        _data.Run(events: 3, commands: 5);

        Assert.Equal(43, _data.ReadEvents());
        using JournalDirectory directory = _data.Open();
        Assert.Equal(75, directory.Commands.Sequence);
        using JournalReader<OutboundCommand> reader =
            JournalReader<OutboundCommand>.Open(_data.Path, DataDirectory.Boot);
        for (long i = 1; i <= 75; i++)
        {
            Assert.True(reader.MoveNext());
            Assert.Equal(i, reader.Current.Header.Sequence);
            Assert.Equal(i <= 70 ? 40 : 43, reader.Current.CauseSequence);
            Assert.Equal(267_700 + i, reader.Current.Read<NewOrder>().PriceTicks);
        }

        Assert.False(reader.MoveNext());
    }

    [Fact]
    public void ShouldFollowAWriterThatGoesOn()
    {
        using JournalDirectory directory = _data.Open();
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(_data.Path);
        Assert.False(reader.MoveNext());
        for (int i = 1; i <= DataDirectory.RecordsPerSmallSegment; i++)
        {
            AppendAt(writer, i);
            Assert.True(reader.MoveNext());
            Assert.Equal(i, reader.Current.Header.Sequence);
            Assert.False(reader.MoveNext());
        }
    }

    [Fact]
    public void ShouldReadBesideABusyWriterWithoutCallingItDamage()
    {
        JournalOptions options = _data.Options(segmentBytes: 1 << 20, boot: BootId.Current);
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(_data.Path);
        int count = ((1 << 20) - 4096) / 128;
        Thread appending = new(() =>
        {
            for (int i = 1; i <= count; i++) AppendAt(writer, i);
        });
        appending.Start();
        long seen = 0;
        DateTime deadline = DateTime.UtcNow.AddSeconds(20);
        while (seen < count && DateTime.UtcNow < deadline)
        {
            if (reader.MoveNext()) seen++;
            else Thread.Yield();
        }

        appending.Join();
        Assert.Equal(count, seen);
    }

    [Fact]
    public void ShouldNotAllocateWhileAppendingOrReading()
    {
        JournalOptions options = _data.Options(segmentBytes: 4 << 20);
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, options);
        using JournalWriter<InboundEvent> writer = directory.StartEvents();
        InboundEvent e = DataDirectory.Quote(1);
        writer.Append(ref e);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) writer.Append(ref e);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        using JournalReader<InboundEvent> reader = JournalReader<InboundEvent>.Open(_data.Path, DataDirectory.Boot);
        Assert.True(reader.MoveNext());
        before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) Assert.True(reader.MoveNext());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ShouldSurviveTheWrapOfTheCommitWord()
    {
        Assert.Equal(uint.MaxValue, RecordSeal.CommitOf(0x1_0000_0000));
        Assert.Equal(1u, RecordSeal.CommitOf(0x1_0000_0001));
        Assert.Equal(uint.MaxValue, RecordSeal.CommitOf(uint.MaxValue));
    }

    [Fact]
    public void ShouldRefuseToAppendAfterDispose()
    {
        using JournalDirectory directory = _data.Open();
        JournalWriter<InboundEvent> writer = directory.StartEvents();
        writer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => AppendAt(writer, 1));
        Assert.Throws<ObjectDisposedException>(writer.MakeDurable);
    }

    private static long AppendAt(JournalWriter<InboundEvent> writer, long timeNs)
    {
        InboundEvent e = DataDirectory.Quote(1);
        e.Header.TimeNs = timeNs;
        writer.Append(ref e);
        return e.Header.TimeNs;
    }

    private static byte[] Bytes(in InboundEvent e) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<InboundEvent>(in e)).ToArray();
}
