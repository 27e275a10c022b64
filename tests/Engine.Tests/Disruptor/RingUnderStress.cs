using Disruptor;
using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>
/// Millions of events through a small ring: nothing lost, nothing reordered, nothing torn, no allocation.
/// </summary>
public sealed class RingUnderStress
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("yielding", 1_000_000, 64)]
    [InlineData("blocking", 300_000, 64)]
    [InlineData("yielding", 5_000, 2)]
    public async Task ShouldKeepTheOrderOfEachOfThreeProducers(string wait, int eventsEach, int ringSize)
    {
        CheckingHandler first = new(producers: 3);
        CheckingHandler second = new(producers: 3);
        ValueDisruptor<TestEvent> disruptor = new(
            () => default, ringSize, TaskScheduler.Default, ProducerType.Multi,
            wait == "blocking" ? new BlockingWaitStrategy() : new YieldingWaitStrategy());
        disruptor.HandleEventsWith(first).Then(second);
        await disruptor.Start();

        Thread[] producers = new Thread[3];
        for (int p = 0; p < 3; p++)
        {
            int producer = p;
            producers[p] = new Thread(() => Produce(disruptor, producer, eventsEach));
            producers[p].Start();
        }

        Assert.All(producers, p => Assert.True(p.Join(Limit)));
        await disruptor.Shutdown(Limit);

        Assert.All((CheckingHandler[])[first, second], handler =>
        {
            Assert.Null(handler.Fault);
            Assert.All(handler.NextOfProducer, next => Assert.Equal(eventsEach, next));
        });
    }

    [Fact]
    public async Task ShouldKeepTheOrderOfOneProducerThatClaimsInBatches()
    {
        CheckingHandler handler = new(producers: 1);
        ValueDisruptor<TestEvent> disruptor = new(
            () => default, 8, TaskScheduler.Default, ProducerType.Single, new YieldingWaitStrategy());
        disruptor.HandleEventsWith(handler);
        await disruptor.Start();

        long number = 0;
        for (int i = 0; i < 200_000; i++)
        {
            using ValueRingBuffer<TestEvent>.UnpublishedEventBatchScope scope = disruptor.PublishEvents(1 + i % 8);
            for (int k = 0; k <= i % 8; k++) scope.Event(k).Fill(0, number++);
        }

        await disruptor.Shutdown(Limit);
        Assert.Null(handler.Fault);
        Assert.Equal([number], handler.NextOfProducer);
    }

    /// <summary>
    /// Each event meets a handler that is asleep or just about to be: one lost wake-up and the test hangs.
    /// </summary>
    [Fact]
    public async Task ShouldWakeASleepingHandlerForEveryEvent()
    {
        CheckingHandler handler = new(producers: 1);
        ValueDisruptor<TestEvent> disruptor = new(
            () => default, 8, TaskScheduler.Default, ProducerType.Single, new BlockingWaitStrategy());
        disruptor.HandleEventsWith(handler);
        await disruptor.Start();

        for (int i = 0; i < 20_000; i++)
        {
            using (ValueRingBuffer<TestEvent>.UnpublishedEventScope scope = disruptor.PublishEvent())
                scope.Event().Fill(0, i);
            long sequence = i;
            Assert.True(
                SpinWait.SpinUntil(() => disruptor.GetSequenceValueFor(handler) == sequence, Limit),
                $"the handler slept through event {sequence}");
        }

        await disruptor.Shutdown(Limit);
        Assert.Null(handler.Fault);
    }

    [Theory]
    [InlineData(ProducerType.Single)]
    [InlineData(ProducerType.Multi)]
    public async Task ShouldAllocateNothingPerEvent(ProducerType producer)
    {
        CheckingHandler handler = new(producers: 1) { MeasureFrom = 100_000, MeasureTo = 599_999 };
        ValueDisruptor<TestEvent> disruptor = new(
            () => default, 1024, TaskScheduler.Default, producer, new YieldingWaitStrategy());
        disruptor.HandleEventsWith(handler);
        await disruptor.Start();
        Produce(disruptor, 0, 100_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Produce(disruptor, 0, 500_000, 100_000);
        long producerBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        await disruptor.Shutdown(Limit);

        Assert.Null(handler.Fault);
        Assert.Equal(0, producerBytes);
        Assert.Equal(0, handler.AllocatedBytes);
    }

    private static void Produce(ValueDisruptor<TestEvent> disruptor, int producer, int count, int from = 0)
    {
        for (int i = from; i < from + count; i++)
        {
            using ValueRingBuffer<TestEvent>.UnpublishedEventScope scope = disruptor.PublishEvent();
            scope.Event().Fill(producer, i);
        }
    }

    /// <summary>Checks every event as it comes; the first fault is kept.</summary>
    private sealed class CheckingHandler(int producers) : IValueEventHandler<TestEvent>
    {
        private long _expected;
        private long _bytesBefore;

        public long[] NextOfProducer { get; } = new long[producers];
        public string? Fault { get; private set; }
        public long MeasureFrom { get; init; } = -1;
        public long MeasureTo { get; init; } = -1;
        public long AllocatedBytes { get; private set; } = -1;

        public void OnEvent(ref TestEvent data, long sequence, bool endOfBatch)
        {
            if (sequence == MeasureFrom) _bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            bool right = sequence == _expected++ && data.IsWhole && data.Number == NextOfProducer[data.Producer]++;
            if (!right) Fault ??= $"sequence {sequence}, producer {data.Producer}, number {data.Number}";
            if (sequence == MeasureTo) AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _bytesBefore;
        }
    }
}
