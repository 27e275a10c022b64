using System.Runtime.CompilerServices;
using Disruptor;
using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>What both rings must do: for one producer and for many.</summary>
public abstract class RingFixture
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private protected abstract ProducerType Producer { get; }

    [Fact]
    public void ShouldHandOutNumbersFromZeroWithoutGaps()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);

        Assert.Equal([0, 1, 2], new[] { ring.Next(), ring.Next(), ring.Next() });
    }

    [Fact]
    public void ShouldAnswerABatchClaimWithItsHighestNumber()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);

        Assert.Equal(4, ring.Next(5));
        Assert.Equal(5, ring.Next());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(12)]
    public void ShouldRefuseASizeThatIsNoPowerOfTwo(int size)
    {
        Assert.ThrowsAny<ArgumentException>(() => Ring(size));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(9)]
    public void ShouldRefuseToClaimNothingOrMoreThanTheRingHolds(int count)
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);

        Assert.ThrowsAny<ArgumentException>(() => ring.Next(count));
        Assert.ThrowsAny<ArgumentException>(() => ring.TryNext(count, out _));
    }

    [Fact]
    public void ShouldRefuseATryWhileFullAndGrantItOnceTheHandlerMovedOn()
    {
        ValueRingBuffer<TestEvent> ring = Ring(4);
        Sequence handler = new();
        ring.AddGatingSequences(handler);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(ring.TryNext(out long sequence));
            ring.Publish(sequence);
        }

        Assert.False(ring.TryNext(out _));
        handler.SetValue(0);
        Assert.True(ring.TryNext(out long next));
        Assert.Equal(4, next);
        Assert.False(ring.TryNext(2, out _));
    }

    [Fact]
    public void ShouldCountItsFreeSlots()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);
        Sequence handler = new();
        ring.AddGatingSequences(handler);

        for (int i = 0; i < 5; i++) ring.Publish(ring.Next());

        Assert.Equal(3, ring.GetRemainingCapacity());
        Assert.True(ring.HasAvailableCapacity(3));
        Assert.False(ring.HasAvailableCapacity(4));
        handler.SetValue(4);
        Assert.Equal(8, ring.GetRemainingCapacity());
    }

    [Fact]
    public void ShouldFollowTheSlowestGateAndForgetARemovedOne()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);
        Sequence slow = new();
        Sequence fast = new();
        ring.AddGatingSequences(slow, fast);
        for (int i = 0; i < 6; i++) ring.Publish(ring.Next());
        slow.SetValue(1);
        fast.SetValue(5);

        Assert.Equal(1, ring.GetMinimumGatingSequence());
        Assert.True(ring.RemoveGatingSequence(slow));
        Assert.False(ring.RemoveGatingSequence(slow));
        Assert.Equal(5, ring.GetMinimumGatingSequence());
    }

    [Fact]
    public void ShouldLetALateGateStartAtTheCursor()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);
        for (int i = 0; i < 20; i++) ring.Publish(ring.Next());
        Sequence late = new();

        ring.AddGatingSequences(late);

        Assert.Equal(19, late.Value);
    }

    [Fact]
    public void ShouldShowAnEventOnlyOncePublished()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);

        long sequence = ring.Next();
        Assert.False(ring.IsAvailable(sequence));
        ring.Publish(sequence);

        Assert.True(ring.IsAvailable(sequence));
        Assert.False(ring.IsAvailable(sequence + 8));
        Assert.Equal(0, ring.NewBarrier().WaitForPublishedSequence(0).UnsafeAvailableSequence);
    }

    [Fact]
    public void ShouldNotCallAnOverwrittenEventAvailable()
    {
        ValueRingBuffer<TestEvent> ring = Ring(4);

        for (int i = 0; i < 5; i++) ring.Publish(ring.Next());

        Assert.False(ring.IsAvailable(0));
        Assert.True(ring.IsAvailable(4));
    }

    [Fact]
    public void ShouldPublishAScopeAndABatchWhenTheyAreLeft()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);
        using (ValueRingBuffer<TestEvent>.UnpublishedEventScope scope = ring.PublishEvent())
        {
            scope.Event().Fill(1, 100);
            Assert.False(ring.IsAvailable(0));
        }

        using (ValueRingBuffer<TestEvent>.UnpublishedEventBatchScope scope = ring.PublishEvents(3))
        {
            for (int i = 0; i < 3; i++) scope.Event(i).Fill(1, 101 + i);
            Assert.Equal((1, 3), (scope.StartSequence, scope.EndSequence));
            Assert.False(ring.IsAvailable(1));
        }

        Assert.Equal([100, 101, 102, 103], Enumerable.Range(0, 4).Select(i => ring[i].Number));
        Assert.True(ring.IsAvailable(3));
    }

    [Fact]
    public void ShouldFillEverySlotFromTheFactoryAndStartItOnItsOwnCacheLines()
    {
        int made = 0;
        ValueRingBuffer<TestEvent> ring = ValueRingBuffer<TestEvent>.Create(
            Producer, () => new TestEvent { Number = made++ }, 8, new YieldingWaitStrategy());

        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(i, ring[i].Number);
            Assert.Equal(0, AddressOf(ref ring[i]) % 128);
        }

        Assert.True(Unsafe.AreSame(ref ring[3], ref ring[11]));
    }

    [Fact]
    public void ShouldKeepAProducerFromOverwritingWhatASlowHandlerHasNotRead()
    {
        ValueRingBuffer<TestEvent> ring = Ring(4);
        Sequence handler = new();
        ring.AddGatingSequences(handler);
        long published = -1;
        Thread producer = new(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                long sequence = ring.Next();
                ring[sequence].Fill(0, sequence);
                ring.Publish(sequence);
                Volatile.Write(ref published, sequence);
            }
        });
        producer.Start();

        for (long sequence = 0; sequence < 200; sequence++)
        {
            // Let the producer come as far as it can: the ring is full, or everything is published.
            long reachable = Math.Min(199, sequence + 3);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref published) >= reachable, Soon));
            if (sequence % 20 == 0) Thread.Sleep(5);
            Assert.Equal(reachable, Volatile.Read(ref published));
            Assert.Equal(sequence, ring[sequence].Number);
            Assert.True(ring[sequence].IsWhole);
            handler.SetValue(sequence);
        }

        Assert.True(producer.Join(Soon));
    }

    [Fact]
    public async Task ShouldEndAWaitThatIsCanceled()
    {
        foreach (IWaitStrategy wait in WaitStrategies)
        {
            SequenceBarrier barrier =
                ValueRingBuffer<TestEvent>.Create(Producer, () => default, 8, wait).NewBarrier();
            Task waiting = Task.Run(() => barrier.WaitForPublishedSequence(0));
            Thread.Sleep(20);
            Assert.False(waiting.IsCompleted);

            barrier.CancelProcessing();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Soon));
        }
    }

    private protected static IWaitStrategy[] WaitStrategies =>
        [new BusySpinWaitStrategy(), new YieldingWaitStrategy(), new BlockingWaitStrategy()];

    private protected ValueRingBuffer<TestEvent> Ring(int size) =>
        ValueRingBuffer<TestEvent>.Create(Producer, () => default, size, new YieldingWaitStrategy());

    private static unsafe nint AddressOf(ref TestEvent e) => (nint)Unsafe.AsPointer(ref e);
}
