using Disruptor;
using Disruptor.Dsl;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The picture of ARCHITECTURE.md in code:
/// <code>
/// gateways, timer, operator ─> inbound ring ─> journal ─> engine ─> outbound ring ─> venue, host
///                              (many producers)   (one thread)      (one producer)
/// </code>
/// Built first, because gateways need its <see cref="Inbound"/>; started when there is somebody to send to.
/// </summary>
public sealed class TradingPipeline
{
    private readonly ValueDisruptor<InboundEvent> _inbound;
    private readonly ValueDisruptor<OutboundCommand> _outbound;
    private readonly DurabilityGate? _durability;
    private readonly ThreadPlacement? _executionPlacement;

    public TradingPipeline(
        TradingEngine engine,
        JournalWriter<InboundEvent> events,
        JournalWriter<OutboundCommand> commands,
        PipelineOptions options)
    {
        _inbound = new ValueDisruptor<InboundEvent>(
            () => default, options.RingSize, TaskScheduler.Default, ProducerType.Multi, WaitStrategyOf(options.Wait));
        _outbound = new ValueDisruptor<OutboundCommand>(
            () => default, options.RingSize, TaskScheduler.Default, ProducerType.Single,
            options.HasCoreForExecution ? WaitStrategyOf(options.Wait) : new BlockingWaitStrategy());
        _inbound.SetDefaultExceptionHandler(Failure.PolicyFor<InboundEvent>("inbound"));
        _outbound.SetDefaultExceptionHandler(Failure.PolicyFor<OutboundCommand>("outbound"));
        _durability = options.Durability;
        Inbound = new InboundRing(_inbound.RingBuffer, Failure);
        _executionPlacement = options.PlacementBesideEngine(2, "execution");
        var journalStage = new JournalStage(events, options.PlacementBesideEngine(1, "journal"));
        var engineStage = new EngineStage(
            engine, commands, _outbound.RingBuffer, Snapshots, new ThreadPlacement(options.Core, options.Complain));
        if (options.Staged)
            _inbound.HandleEventsWith(journalStage).Then(engineStage);
        else
            _inbound.HandleEventsWith(new FusedHandler(journalStage, engineStage));
        Snapshots.Publish(engine); // what the replay has left, for whoever looks before the first timer
    }

    public IEventSink Inbound { get; }
    public SnapshotCell Snapshots { get; } = new();
    public PipelineFailure Failure { get; } = new();
    public int RingSize => _inbound.RingBuffer.BufferSize;

    /// <summary>Events that are published and not applied yet; any thread may ask.</summary>
    public long InboundDepth => RingSize - _inbound.RingBuffer.GetRemainingCapacity();

    /// <summary>Commands that are decided and not taken by a gateway yet; any thread may ask.</summary>
    public long OutboundDepth => RingSize - _outbound.RingBuffer.GetRemainingCapacity();

    /// <param name="venue">Gets orders, cancels and queries.</param>
    /// <param name="host">Gets everything else.</param>
    /// <param name="flush">See <see cref="OutboundHandler"/>.</param>
    public void Start(CommandSender venue, CommandSender host, Action? flush = null)
    {
        _outbound.HandleEventsWith(
            new OutboundHandler(venue, host, Failure, _durability, _executionPlacement, flush));
        _outbound.Start().Wait();
        _inbound.Start().Wait();
    }

    /// <summary>
    /// Applies and sends what is still in the rings, then ends the threads. Whoever publishes has stopped before.
    /// Afterwards the caller owns the engine and the journal.
    /// </summary>
    /// <exception cref="TimeoutException">A stage did not come to an end in time.</exception>
    public void Stop(TimeSpan timeout)
    {
        Drain(() => _inbound.Shutdown(timeout), timeout);
        Drain(() => _outbound.Shutdown(timeout), timeout);
    }

    private void Drain(Func<Task> shutdown, TimeSpan timeout)
    {
        try
        {
            if (!shutdown().Wait(timeout)) throw new TimeoutException($"a ring did not stop within {timeout}");
        }
        catch (Exception) when (Failure.HasFailed)
        {
            return; // already reported, with its cause
        }
    }

    private static IWaitStrategy WaitStrategyOf(WaitMode mode) => mode switch
    {
        WaitMode.Busy => new BusySpinWaitStrategy(),
        WaitMode.Block => new BlockingWaitStrategy(),
        _ => new YieldingWaitStrategy(),
    };
}
