using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Disruptor;

/// <summary>
/// A counter that one thread advances and others watch: the producers' cursor, or how far a handler has come.
/// It has its cache line (and the one that the hardware prefetches with it) to itself: neighbors in memory that other
/// threads write to would otherwise slow every look at it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * Padding + sizeof(long))]
public sealed class Sequence
{
    /// <summary>Before the first event, which has the number 0.</summary>
    public const long InitialCursorValue = -1;

    internal const int Padding = 128;

    [FieldOffset(Padding)]
    private long _value;

    public Sequence(long initialValue = InitialCursorValue)
    {
        _value = initialValue;
    }

    /// <summary>
    /// Acquire read: what was written before the matching <see cref="SetValue"/> is visible after it.
    /// </summary>
    public long Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _value);
    }

    /// <summary>Release write: whoever sees this value also sees every earlier write of this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetValue(long value) => Volatile.Write(ref _value, value);

    /// <summary>Release write, then a full fence: no later read is done before the write is visible.</summary>
    public void SetValueVolatile(long value)
    {
        Volatile.Write(ref _value, value);
        Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// Sets <paramref name="nextSequence"/> if the value still is <paramref name="expectedSequence"/>.
    /// </summary>
    public bool CompareAndSet(long expectedSequence, long nextSequence) =>
        Interlocked.CompareExchange(ref _value, nextSequence, expectedSequence) == expectedSequence;

    public long IncrementAndGet() => Interlocked.Increment(ref _value);

    public long AddAndGet(long value) => Interlocked.Add(ref _value, value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
