using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Disruptor;
using Disruptor.Dsl;
using OpenSQT.Lmax.Perf.Measuring;

namespace OpenSQT.Lmax.Perf.Verbs;

/// <summary>
/// Hand-over of 64-byte events between threads: the ring against what the framework offers, in one run. Every variant
/// has 65 536 slots and waits for room; the consumer adds up what it gets, and the sum is checked.
/// </summary>
public static class RingBench
{
    private const int Slots = 65_536;

    public static void Run(BenchRun run)
    {
        foreach ((string wait, Func<IWaitStrategy> make) in new (string, Func<IWaitStrategy>)[]
        {
            ("yielding", () => new YieldingWaitStrategy()), ("busy spin", () => new BusySpinWaitStrategy()),
        })
        {
            MeasureRing(run, $"ring one to one, {wait}", make, producers: 1, batch: 1);
            MeasureRing(run, $"ring one to one, {wait}, claims of 10", make, producers: 1, batch: 10);
            MeasureRing(run, $"ring three to one, {wait}", make, producers: 3, batch: 1);
        }

        Measure(run, "ring against bounded Channel, one to one", 5_000_000, 1, OverChannel);
        Measure(run, "ring against bounded Channel, three to one", 5_000_000, 3, OverChannel);
        Measure(run, "ring against BlockingCollection, one to one", 2_000_000, 1, OverBlockingCollection);
        Measure(run, "ring against BlockingCollection, three to one", 2_000_000, 3, OverBlockingCollection);
    }

    private static void MeasureRing(
        BenchRun run, string name, Func<IWaitStrategy> wait, int producers, int batch) =>
        Measure(run, name, 20_000_000, producers, (events, count) => OverRing(events, count, wait(), batch));

    private static void Measure(
        BenchRun run, string name, int events, int producers, Func<int, int, long> transfer)
    {
        int share = run.Pick(events, events / 2, 20_000) / producers / 10 * 10;
        int repetitions = run.Pick(9, 5, 1);
        Throughput.Measure(run, name, repetitions, (long)share * producers, _ =>
        {
            long sum = transfer(share, producers);
            long expected = (long)share * (share + 1) / 2 * producers;
            if (sum != expected) throw new InvalidOperationException($"{name}: events were lost: {sum} ≠ {expected}");
        });
    }

    private static long OverRing(int share, int producers, IWaitStrategy wait, int batch)
    {
        var ring = new ValueDisruptor<Event64>(
            () => default, Slots, TaskScheduler.Default, producers == 1 ? ProducerType.Single : ProducerType.Multi,
            wait);
        var sum = new Adder((long)share * producers);
        ring.HandleEventsWith(sum);
        ring.Start().Wait();
        ValueRingBuffer<Event64> buffer = ring.RingBuffer;
        Produce(producers, () =>
        {
            for (int i = 1; i <= share; i += batch)
            {
                long high = batch == 1 ? buffer.Next() : buffer.Next(batch);
                long low = high - batch + 1;
                for (long slot = low; slot <= high; slot++) buffer[slot].Value = i + (slot - low);
                if (batch == 1) buffer.Publish(high);
                else buffer.Publish(low, high);
            }
        });
        sum.Done.Wait();
        ring.Halt().Wait();
        return sum.Sum;
    }

    private static long OverChannel(int share, int producers)
    {
        Channel<Event64> channel = Channel.CreateBounded<Event64>(new BoundedChannelOptions(Slots)
        {
            SingleReader = true,
            SingleWriter = producers == 1,
            FullMode = BoundedChannelFullMode.Wait,
        });
        long left = (long)share * producers;
        long sum = 0;
        var consumer = new Thread(() =>
        {
            while (left > 0)
            {
                if (!channel.Reader.TryRead(out Event64 e))
                {
                    channel.Reader.WaitToReadAsync().AsTask().Wait();
                    continue;
                }

                sum += e.Value;
                left--;
            }
        });
        consumer.Start();
        Produce(producers, () =>
        {
            for (int i = 1; i <= share; i++)
            {
                var e = new Event64 { Value = i };
                while (!channel.Writer.TryWrite(e)) channel.Writer.WaitToWriteAsync().AsTask().Wait();
            }
        });
        consumer.Join();
        return sum;
    }

    private static long OverBlockingCollection(int share, int producers)
    {
        using var queue = new BlockingCollection<Event64>(Slots);
        long sum = 0;
        var consumer = new Thread(() =>
        {
            for (long left = (long)share * producers; left > 0; left--) sum += queue.Take().Value;
        });
        consumer.Start();
        Produce(producers, () =>
        {
            for (int i = 1; i <= share; i++) queue.Add(new Event64 { Value = i });
        });
        consumer.Join();
        return sum;
    }

    private static void Produce(int producers, Action produce)
    {
        Thread[] threads = [.. Enumerable.Range(0, producers).Select(_ => new Thread(() => produce()))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
    }

    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Event64
    {
        public long Value;
    }

    private sealed class Adder(long events) : IValueEventHandler<Event64>
    {
        private long _left = events;

        public long Sum { get; private set; }

        public ManualResetEventSlim Done { get; } = new();

        public void OnEvent(ref Event64 data, long sequence, bool endOfBatch)
        {
            Sum += data.Value;
            if (--_left == 0) Done.Set();
        }
    }
}
