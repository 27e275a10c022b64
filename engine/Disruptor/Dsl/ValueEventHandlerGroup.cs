namespace Disruptor.Dsl;

/// <summary>Handlers that were wired together; others can be put behind all of them.</summary>
public sealed class ValueEventHandlerGroup<T>
    where T : struct
{
    private readonly ValueDisruptor<T> _disruptor;
    private readonly Sequence[] _sequences;

    internal ValueEventHandlerGroup(ValueDisruptor<T> disruptor, Sequence[] sequences)
    {
        _disruptor = disruptor;
        _sequences = sequences;
    }

    /// <summary>Both groups as one.</summary>
    public ValueEventHandlerGroup<T> And(ValueEventHandlerGroup<T> otherHandlerGroup) =>
        new(_disruptor, [.. _sequences, .. otherHandlerGroup._sequences]);

    /// <summary>These handlers get an event only when every handler of this group is done with it.</summary>
    public ValueEventHandlerGroup<T> Then(params IValueEventHandler<T>[] handlers) => HandleEventsWith(handlers);

    /// <inheritdoc cref="Then"/>
    public ValueEventHandlerGroup<T> HandleEventsWith(params IValueEventHandler<T>[] handlers) =>
        _disruptor.AddHandlers(_sequences, handlers);

    /// <summary>A barrier behind every handler of this group.</summary>
    public SequenceBarrier AsSequenceBarrier() => _disruptor.RingBuffer.NewBarrier(_sequences);
}
