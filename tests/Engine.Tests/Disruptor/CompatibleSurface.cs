using Disruptor;
using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>
/// The names and signatures that callers may use: those that Disruptor-net 6.0.1 has too, so that the package can take
/// the place of our ring without a change in the callers. To remove or change a line is a break.
/// </summary>
public sealed class CompatibleSurface
{
    private static readonly Type[] Types =
    [
        typeof(BlockingWaitStrategy), typeof(BusySpinWaitStrategy), typeof(DependentSequenceGroup),
        typeof(IValueEventHandler<>), typeof(IValueExceptionHandler<>), typeof(IWaitStrategy), typeof(ProducerType),
        typeof(Sequence), typeof(SequenceBarrier), typeof(SequenceWaitResult), typeof(ValueDisruptor<>),
        typeof(ValueEventHandlerGroup<>), typeof(ValueFatalExceptionHandler<>), typeof(ValueRingBuffer<>),
        typeof(ValueRingBuffer<>.UnpublishedEventBatchScope), typeof(ValueRingBuffer<>.UnpublishedEventScope),
        typeof(YieldingWaitStrategy),
    ];

    private const string Promised =
        """
        BlockingWaitStrategy: Boolean IsBlockingStrategy
        BlockingWaitStrategy: SequenceWaitResult WaitFor(Int64, DependentSequenceGroup, CancellationToken)
        BlockingWaitStrategy: Void SignalAllWhenBlocking()
        BlockingWaitStrategy: new()
        BusySpinWaitStrategy: Boolean IsBlockingStrategy
        BusySpinWaitStrategy: SequenceWaitResult WaitFor(Int64, DependentSequenceGroup, CancellationToken)
        BusySpinWaitStrategy: Void SignalAllWhenBlocking()
        BusySpinWaitStrategy: new()
        DependentSequenceGroup: Int32 DependentSequenceCount
        DependentSequenceGroup: Int64 CursorValue
        DependentSequenceGroup: Int64 Value
        IValueEventHandler<T>: Void OnEvent(ref T, Int64, Boolean)
        IValueEventHandler<T>: Void OnShutdown()
        IValueEventHandler<T>: Void OnStart()
        IValueEventHandler<T>: Void OnTimeout(Int64)
        IValueExceptionHandler<T>: Void HandleEventException(Exception, Int64, ref T)
        IValueExceptionHandler<T>: Void HandleOnShutdownException(Exception)
        IValueExceptionHandler<T>: Void HandleOnStartException(Exception)
        IValueExceptionHandler<T>: Void HandleOnTimeoutException(Exception, Int64)
        IWaitStrategy: Boolean IsBlockingStrategy
        IWaitStrategy: SequenceWaitResult WaitFor(Int64, DependentSequenceGroup, CancellationToken)
        IWaitStrategy: Void SignalAllWhenBlocking()
        ProducerType: const Multi = 1
        ProducerType: const Single = 0
        Sequence: Boolean CompareAndSet(Int64, Int64)
        Sequence: Int64 AddAndGet(Int64)
        Sequence: Int64 IncrementAndGet()
        Sequence: Int64 Value
        Sequence: Void SetValue(Int64)
        Sequence: Void SetValueVolatile(Int64)
        Sequence: const InitialCursorValue = -1
        Sequence: new(Int64 = -1)
        SequenceBarrier: Boolean IsCancellationRequested
        SequenceBarrier: CancellationToken CancellationToken
        SequenceBarrier: DependentSequenceGroup DependentSequences
        SequenceBarrier: SequenceWaitResult WaitFor(Int64)
        SequenceBarrier: SequenceWaitResult WaitForPublishedSequence(Int64)
        SequenceBarrier: Void CancelProcessing()
        SequenceBarrier: Void ThrowIfCancellationRequested()
        SequenceWaitResult: Boolean IsTimeout
        SequenceWaitResult: Int64 UnsafeAvailableSequence
        SequenceWaitResult: SequenceWaitResult Timeout
        SequenceWaitResult: implicit SequenceWaitResult(Int64)
        ValueDisruptor<T>: Boolean HasStarted
        ValueDisruptor<T>: Int64 BufferSize
        ValueDisruptor<T>: Int64 Cursor
        ValueDisruptor<T>: Int64 GetSequenceValueFor(IValueEventHandler<T>)
        ValueDisruptor<T>: Task Halt()
        ValueDisruptor<T>: Task Shutdown()
        ValueDisruptor<T>: Task Shutdown(TimeSpan)
        ValueDisruptor<T>: Task Start()
        ValueDisruptor<T>: ValueEventHandlerGroup<T> After(params IValueEventHandler<T>[])
        ValueDisruptor<T>: ValueEventHandlerGroup<T> HandleEventsWith(params IValueEventHandler<T>[])
        ValueDisruptor<T>: ValueRingBuffer<T> RingBuffer
        ValueDisruptor<T>: ValueRingBuffer<T>.UnpublishedEventBatchScope PublishEvents(Int32)
        ValueDisruptor<T>: ValueRingBuffer<T>.UnpublishedEventScope PublishEvent()
        ValueDisruptor<T>: Void SetDefaultExceptionHandler(IValueExceptionHandler<T>)
        ValueDisruptor<T>: new(Func<T>, Int32)
        ValueDisruptor<T>: new(Func<T>, Int32, TaskScheduler)
        ValueDisruptor<T>: new(Func<T>, Int32, TaskScheduler, ProducerType, IWaitStrategy)
        ValueDisruptor<T>: ref T this[Int64]
        ValueEventHandlerGroup<T>: SequenceBarrier AsSequenceBarrier()
        ValueEventHandlerGroup<T>: ValueEventHandlerGroup<T> And(ValueEventHandlerGroup<T>)
        ValueEventHandlerGroup<T>: ValueEventHandlerGroup<T> HandleEventsWith(params IValueEventHandler<T>[])
        ValueEventHandlerGroup<T>: ValueEventHandlerGroup<T> Then(params IValueEventHandler<T>[])
        ValueFatalExceptionHandler<T>: Void HandleEventException(Exception, Int64, ref T)
        ValueFatalExceptionHandler<T>: Void HandleOnShutdownException(Exception)
        ValueFatalExceptionHandler<T>: Void HandleOnStartException(Exception)
        ValueFatalExceptionHandler<T>: Void HandleOnTimeoutException(Exception, Int64)
        ValueFatalExceptionHandler<T>: new()
        ValueFatalExceptionHandler<T>: new(TextWriter)
        ValueRingBuffer<T>.UnpublishedEventBatchScope: Int64 EndSequence
        ValueRingBuffer<T>.UnpublishedEventBatchScope: Int64 StartSequence
        ValueRingBuffer<T>.UnpublishedEventBatchScope: Void Dispose()
        ValueRingBuffer<T>.UnpublishedEventBatchScope: ref T Event(Int32)
        ValueRingBuffer<T>.UnpublishedEventScope: Int64 Sequence
        ValueRingBuffer<T>.UnpublishedEventScope: Void Dispose()
        ValueRingBuffer<T>.UnpublishedEventScope: ref T Event()
        ValueRingBuffer<T>: Boolean HasAvailableCapacity(Int32)
        ValueRingBuffer<T>: Boolean IsAvailable(Int64)
        ValueRingBuffer<T>: Boolean RemoveGatingSequence(Sequence)
        ValueRingBuffer<T>: Boolean TryNext(Int32, out Int64)
        ValueRingBuffer<T>: Boolean TryNext(out Int64)
        ValueRingBuffer<T>: Int32 BufferSize
        ValueRingBuffer<T>: Int64 Cursor
        ValueRingBuffer<T>: Int64 GetMinimumGatingSequence()
        ValueRingBuffer<T>: Int64 GetRemainingCapacity()
        ValueRingBuffer<T>: Int64 Next()
        ValueRingBuffer<T>: Int64 Next(Int32)
        ValueRingBuffer<T>: SequenceBarrier NewBarrier(params Sequence[])
        ValueRingBuffer<T>: ValueRingBuffer<T> Create(ProducerType, Func<T>, Int32, IWaitStrategy)
        ValueRingBuffer<T>: ValueRingBuffer<T> CreateMultiProducer(Func<T>, Int32)
        ValueRingBuffer<T>: ValueRingBuffer<T> CreateMultiProducer(Func<T>, Int32, IWaitStrategy)
        ValueRingBuffer<T>: ValueRingBuffer<T> CreateSingleProducer(Func<T>, Int32)
        ValueRingBuffer<T>: ValueRingBuffer<T> CreateSingleProducer(Func<T>, Int32, IWaitStrategy)
        ValueRingBuffer<T>: ValueRingBuffer<T>.UnpublishedEventBatchScope PublishEvents(Int32)
        ValueRingBuffer<T>: ValueRingBuffer<T>.UnpublishedEventScope PublishEvent()
        ValueRingBuffer<T>: Void AddGatingSequences(params Sequence[])
        ValueRingBuffer<T>: Void Publish(Int64)
        ValueRingBuffer<T>: Void Publish(Int64, Int64)
        ValueRingBuffer<T>: ref T this[Int64]
        YieldingWaitStrategy: Boolean IsBlockingStrategy
        YieldingWaitStrategy: SequenceWaitResult WaitFor(Int64, DependentSequenceGroup, CancellationToken)
        YieldingWaitStrategy: Void SignalAllWhenBlocking()
        YieldingWaitStrategy: new(Int32 = 100)
        """;

    [Fact]
    public void ShouldBeExactlyWhatWasPromised()
    {
        Assert.Equal(
            Promised.Split('\n').Order(StringComparer.Ordinal),
            Types.SelectMany(PublicSurface.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ShouldHaveNoTypeBeyondThePromised()
    {
        Assert.Equal(
            Types.Append(typeof(IEventHandler)).Select(t => t.FullName).Order(StringComparer.Ordinal),
            typeof(Sequence).Assembly.GetExportedTypes().Select(t => t.FullName).Order(StringComparer.Ordinal));
    }
}
