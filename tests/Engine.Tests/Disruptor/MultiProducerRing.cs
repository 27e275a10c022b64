using Disruptor;
using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

public sealed class MultiProducerRing : RingFixture
{
    private protected override ProducerType Producer => ProducerType.Multi;

    [Fact]
    public async Task ShouldNotShowEventsBehindAnUnpublishedOne()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);
        long slow = ring.Next();
        ring.Publish(ring.Next());
        SequenceBarrier barrier = ring.NewBarrier();
        Task<SequenceWaitResult> waiting = Task.Run(() => barrier.WaitForPublishedSequence(0));
        Thread.Sleep(20);
        Assert.False(waiting.IsCompleted);

        ring.Publish(slow);

        SequenceWaitResult result = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, result.UnsafeAvailableSequence);
    }

    [Fact]
    public void ShouldStopBeforeAGapInTheMiddle()
    {
        ValueRingBuffer<TestEvent> ring = Ring(8);
        ring.Publish(ring.Next());
        ring.Next();
        ring.Publish(ring.Next());

        Assert.Equal(0, ring.NewBarrier().WaitForPublishedSequence(0).UnsafeAvailableSequence);
    }
}
