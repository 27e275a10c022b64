using Disruptor;
using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>Handlers behind handlers, and how a ring starts and ends.</summary>
public sealed class HandlerChain
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static TheoryData<ProducerType, string> Wirings
    {
        get
        {
            TheoryData<ProducerType, string> wirings = new();
            foreach (ProducerType producer in Enum.GetValues<ProducerType>())
            {
                foreach (string wait in (string[])["busy", "yielding", "blocking"]) wirings.Add(producer, wait);
            }

            return wirings;
        }
    }

    [Theory]
    [MemberData(nameof(Wirings))]
    public async Task ShouldHandleEachEventInOrderFirstHereThenThere(ProducerType producer, string wait)
    {
        long journaled = -1;
        RecordingHandler journal = new() { OnEach = (_, sequence) => Volatile.Write(ref journaled, sequence) };
        RecordingHandler engine = new()
        {
            OnEach = (_, sequence) => Assert.True(Volatile.Read(ref journaled) >= sequence, "before the journal"),
        };
        ValueDisruptor<TestEvent> disruptor = Disruptor(producer, Wait(wait), 16);
        disruptor.HandleEventsWith(journal).Then(engine);
        await disruptor.Start();

        Publish(disruptor, 1_000);
        await disruptor.Shutdown(Soon);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), journal.Numbers);
        Assert.Equal(journal.Numbers, engine.Numbers);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), engine.Seen.Select(s => s.Sequence));
        Assert.Equal(999, disruptor.GetSequenceValueFor(engine));
    }

    [Fact]
    public async Task ShouldWaitForEveryHandlerOfTheGroupBefore()
    {
        long[] done = [-1, -1];
        RecordingHandler a = new() { OnEach = (_, sequence) => Volatile.Write(ref done[0], sequence) };
        RecordingHandler b = new() { OnEach = (_, sequence) => Volatile.Write(ref done[1], sequence) };
        RecordingHandler last = new()
        {
            OnEach = (_, sequence) =>
                Assert.True(Math.Min(Volatile.Read(ref done[0]), Volatile.Read(ref done[1])) >= sequence),
        };
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new YieldingWaitStrategy(), 16);
        disruptor.HandleEventsWith(a).And(disruptor.HandleEventsWith(b)).Then(last);
        await disruptor.Start();

        Publish(disruptor, 500);
        await disruptor.Shutdown(Soon);

        Assert.Equal(500, last.Seen.Count);
    }

    [Fact]
    public async Task ShouldMarkTheEndOfEachBatchAndOnlyThat()
    {
        using ManualResetEventSlim published = new();
        RecordingHandler handler = new() { Starting = published.Wait };
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new YieldingWaitStrategy(), 16);
        disruptor.HandleEventsWith(handler);
        Task started = disruptor.Start();

        Publish(disruptor, 10); // all there before the handler looks: one batch
        published.Set();
        await started;
        Assert.True(SpinWait.SpinUntil(() => disruptor.GetSequenceValueFor(handler) == 9, Soon));
        Publish(disruptor, 1); // alone: a batch of one
        await disruptor.Shutdown(Soon);

        Assert.Equal([9L, 10L], handler.Seen.Where(s => s.EndOfBatch).Select(s => s.Sequence));
    }

    [Fact]
    public async Task ShouldStartEachHandlerOnAThreadOfItsOwnAndShutItDownOnce()
    {
        RecordingHandler a = new();
        RecordingHandler b = new();
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new BlockingWaitStrategy(), 16);
        disruptor.HandleEventsWith(a, b);

        await disruptor.Start();
        Assert.Equal(2, new[] { a.ThreadId, b.ThreadId }.Where(id => id != 0).Distinct().Count());
        await disruptor.Halt();

        Assert.Equal(["start", "shutdown"], a.Lifecycle);
        Assert.Equal(["start", "shutdown"], b.Lifecycle);
    }

    [Fact]
    public async Task ShouldDrainTheRingBeforeItEnds()
    {
        RecordingHandler slow = new() { OnEach = (_, _) => Thread.Sleep(1) };
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new BlockingWaitStrategy(), 64);
        disruptor.HandleEventsWith(slow);
        await disruptor.Start();
        Publish(disruptor, 50);

        await disruptor.Shutdown(Soon);

        Assert.Equal(50, slow.Seen.Count);
    }

    [Fact]
    public async Task ShouldSayWhoIsBehindWhenItCannotDrainInTime()
    {
        using ManualResetEventSlim release = new();
        RecordingHandler stuck = new() { OnEach = (_, _) => release.Wait() };
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new BlockingWaitStrategy(), 64);
        disruptor.HandleEventsWith(stuck);
        await disruptor.Start();
        Publish(disruptor, 3);

        TimeoutException late = Assert.Throws<TimeoutException>(
            () => { _ = disruptor.Shutdown(TimeSpan.FromMilliseconds(30)); });

        Assert.Contains(nameof(RecordingHandler), late.Message);
        release.Set();
        await disruptor.Shutdown(Soon);
        Assert.Equal(3, stuck.Seen.Count);
    }

    [Fact]
    public async Task ShouldLeaveTheRestUnhandledWhenHalted()
    {
        using ManualResetEventSlim inside = new();
        using ManualResetEventSlim release = new();
        RecordingHandler handler = new()
        {
            OnEach = (_, _) =>
            {
                inside.Set();
                release.Wait();
            },
        };
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new BlockingWaitStrategy(), 64);
        disruptor.HandleEventsWith(handler);
        await disruptor.Start();
        Publish(disruptor, 1);
        Assert.True(inside.Wait(Soon));
        Publish(disruptor, 5);

        Task halted = disruptor.Halt();
        release.Set();
        await halted;

        Assert.Single(handler.Seen);
    }

    [Fact]
    public async Task ShouldRefuseToBeStartedOrWiredAgain()
    {
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new BlockingWaitStrategy(), 16);
        disruptor.HandleEventsWith(new RecordingHandler());
        await disruptor.Start();

        Assert.Throws<InvalidOperationException>(() => { _ = disruptor.Start(); });
        Assert.Throws<InvalidOperationException>(() => { disruptor.HandleEventsWith(new RecordingHandler()); });
        await disruptor.Halt();
    }

    [Fact]
    public async Task ShouldTellTheHandlerWhenAWaitTimesOut()
    {
        using ManualResetEventSlim timedOut = new();
        RecordingHandler handler = new() { TimedOut = timedOut.Set };
        ValueDisruptor<TestEvent> disruptor = Disruptor(ProducerType.Multi, new ImpatientWait(), 16);
        disruptor.HandleEventsWith(handler);
        await disruptor.Start();

        Assert.True(timedOut.Wait(Soon));
        Publish(disruptor, 2);
        await disruptor.Shutdown(Soon);

        Assert.Equal(2, handler.Seen.Count);
    }

    private static ValueDisruptor<TestEvent> Disruptor(ProducerType producer, IWaitStrategy wait, int size) =>
        new(() => default, size, TaskScheduler.Default, producer, wait);

    private static IWaitStrategy Wait(string name) => name switch
    {
        "busy" => new BusySpinWaitStrategy(),
        "yielding" => new YieldingWaitStrategy(),
        _ => new BlockingWaitStrategy(),
    };

    private static void Publish(ValueDisruptor<TestEvent> disruptor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using ValueRingBuffer<TestEvent>.UnpublishedEventScope scope = disruptor.PublishEvent();
            scope.Event().Fill(0, scope.Sequence);
        }
    }

    private sealed class ImpatientWait : IWaitStrategy
    {
        public bool IsBlockingStrategy => false;

        public SequenceWaitResult WaitFor(
            long sequence, DependentSequenceGroup dependentSequences, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(1);
            long available = dependentSequences.Value;
            return available >= sequence ? available : SequenceWaitResult.Timeout;
        }

        public void SignalAllWhenBlocking()
        {
        }
    }
}
