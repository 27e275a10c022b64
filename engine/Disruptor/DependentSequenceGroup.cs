using System.Runtime.CompilerServices;

namespace Disruptor;

/// <summary>What a handler waits for: the handlers before it, or the ring's cursor when it is the first.</summary>
public sealed class DependentSequenceGroup
{
    private readonly Sequence _cursor;
    private readonly Sequence _first;
    private readonly Sequence[] _others;

    internal DependentSequenceGroup(Sequence cursor, Sequence[] dependencies)
    {
        _cursor = cursor;
        _first = dependencies.Length == 0 ? cursor : dependencies[0];
        _others = dependencies.Length <= 1 ? [] : dependencies[1..];
        DependentSequenceCount = dependencies.Length;
    }

    public long CursorValue => _cursor.Value;

    /// <summary>0 when the handler is the first of its chain.</summary>
    public int DependentSequenceCount { get; }

    /// <summary>The slowest of the handlers before; the cursor when there are none.</summary>
    public long Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _others.Length == 0 ? _first.Value : Minimum();
    }

    private long Minimum()
    {
        long minimum = _first.Value;
        foreach (Sequence sequence in _others) minimum = Math.Min(minimum, sequence.Value);
        return minimum;
    }
}
