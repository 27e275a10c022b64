using BenchmarkDotNet.Attributes;
using Disruptor;
using Disruptor.Dsl;
using HdrHistogram;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Benchmarks;

/// <summary>The generic parts of the hot path, on one thread.</summary>
public class RingBenchmarks
{
    private readonly ValueRingBuffer<InboundEvent> _one = NewRing(ProducerType.Single);
    private readonly ValueRingBuffer<InboundEvent> _many = NewRing(ProducerType.Multi);
    private readonly LongHistogram _histogram = new(60_000_000_000, 3);
    private readonly InboundEvent _event;
    private long _value;

    public RingBenchmarks() =>
        _event.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, timeNs: 1);

    [Benchmark, Budget(0)]
    public void PublishAsTheOnlyProducer() => Publish(_one);

    [Benchmark, Budget(0)]
    public void PublishAsOneOfMany() => Publish(_many);

    [Benchmark, Budget(0)]
    public void RecordALatency() => _histogram.RecordValue(++_value & 0xFFFF);

    private void Publish(ValueRingBuffer<InboundEvent> ring)
    {
        long slot = ring.Next();
        ring[slot] = _event;
        ring.Publish(slot);
    }

    /// <summary>Without a consumer: nothing holds the producer up.</summary>
    private static ValueRingBuffer<InboundEvent> NewRing(ProducerType producers) =>
        new ValueDisruptor<InboundEvent>(
            () => default, 1024, TaskScheduler.Default, producers, new BusySpinWaitStrategy()).RingBuffer;
}
