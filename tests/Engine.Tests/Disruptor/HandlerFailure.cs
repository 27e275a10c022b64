using Disruptor;
using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>A handler that throws stops, and everybody who depends on it hears of it.</summary>
public sealed class HandlerFailure
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ShouldStopAtTheFailedEventAndCarryItsExceptionToTheEnd()
    {
        StringWriter log = new();
        RecordingHandler journal = new() { OnEach = FailAt(3) };
        RecordingHandler engine = new();
        ValueDisruptor<TestEvent> disruptor = Disruptor(16, log, journal, engine);
        await disruptor.Start();
        Publish(disruptor, 10);

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => disruptor.Shutdown(Soon));

        Assert.Contains("event 3", failure.Message);
        Assert.Equal("broken", failure.InnerException!.Message);
        Assert.Contains("broken", log.ToString());
        Assert.Equal([0L, 1L, 2L], journal.Numbers);
        Assert.Equal(2, disruptor.GetSequenceValueFor(journal));
        Assert.DoesNotContain(engine.Numbers, number => number > 2);
        Assert.Equal(["start", "shutdown"], journal.Lifecycle);
    }

    [Fact]
    public async Task ShouldThrowToAProducerThatWouldWaitForTheStoppedHandler()
    {
        RecordingHandler handler = new() { OnEach = FailAt(0) };
        ValueDisruptor<TestEvent> disruptor = Disruptor(4, new StringWriter(), handler);
        await disruptor.Start();

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Publish(disruptor, 6));

        Assert.Contains("event 0", refused.InnerException!.Message);
    }

    [Fact]
    public async Task ShouldThrowToAProducerThatWaitsWhileTheRingIsHalted()
    {
        using ManualResetEventSlim release = new();
        RecordingHandler stuck = new() { OnEach = (_, _) => release.Wait() };
        ValueDisruptor<TestEvent> disruptor = Disruptor(4, new StringWriter(), stuck);
        await disruptor.Start();
        Publish(disruptor, 4);
        Task producer = Task.Run(() => Publish(disruptor, 1));
        await Task.Delay(20);
        Assert.False(producer.IsCompleted);

        Task halted = disruptor.Halt();

        await Assert.ThrowsAsync<InvalidOperationException>(() => producer.WaitAsync(Soon));
        release.Set();
        await halted;
    }

    [Fact]
    public async Task ShouldGoOnWhenTheExceptionHandlerSaysSo()
    {
        Tolerant tolerant = new();
        RecordingHandler handler = new() { OnEach = FailAt(3) };
        ValueDisruptor<TestEvent> disruptor = Disruptor(16, new StringWriter(), handler);
        disruptor.SetDefaultExceptionHandler(tolerant);
        await disruptor.Start();

        Publish(disruptor, 6);
        await disruptor.Shutdown(Soon);

        Assert.Equal([0L, 1L, 2L, 4L, 5L], handler.Numbers);
        Assert.Equal(["event 3: broken, number 3"], tolerant.Heard);
    }

    [Fact]
    public async Task ShouldFailTheStartWhenAHandlerCannotStart()
    {
        RecordingHandler handler = new() { Starting = () => throw new InvalidDataException("no core") };
        ValueDisruptor<TestEvent> disruptor = Disruptor(16, new StringWriter(), handler);

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => disruptor.Start().WaitAsync(Soon));

        Assert.Equal("no core", failure.InnerException!.Message);
        Assert.Empty(handler.Seen);
    }

    private static ValueDisruptor<TestEvent> Disruptor(int size, TextWriter log, params RecordingHandler[] chain)
    {
        ValueDisruptor<TestEvent> disruptor =
            new(() => default, size, TaskScheduler.Default, ProducerType.Multi, new BlockingWaitStrategy());
        disruptor.SetDefaultExceptionHandler(new ValueFatalExceptionHandler<TestEvent>(log));
        ValueEventHandlerGroup<TestEvent> group = disruptor.HandleEventsWith(chain[0]);
        foreach (RecordingHandler handler in chain[1..]) group = group.Then(handler);
        return disruptor;
    }

    private static Action<TestEvent, long> FailAt(long number) => (_, sequence) =>
    {
        if (sequence == number) throw new InvalidDataException("broken");
    };

    private static void Publish(ValueDisruptor<TestEvent> disruptor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using ValueRingBuffer<TestEvent>.UnpublishedEventScope scope = disruptor.PublishEvent();
            scope.Event().Fill(0, scope.Sequence);
        }
    }

    private sealed class Tolerant : IValueExceptionHandler<TestEvent>
    {
        public List<string> Heard { get; } = [];

        public void HandleEventException(Exception ex, long sequence, ref TestEvent evt) =>
            Heard.Add($"event {sequence}: {ex.Message}, number {evt.Number}");

        public void HandleOnTimeoutException(Exception ex, long sequence) => Heard.Add("timeout");

        public void HandleOnStartException(Exception ex) => Heard.Add("start");

        public void HandleOnShutdownException(Exception ex) => Heard.Add("shutdown");
    }
}
