using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// One input of the engine: a slot of the inbound ring and a record of the inbound journal, 128 bytes:
/// header 32, payload 96. What the payload means is told by the header's kind.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = InboundEvent.Bytes)]
public struct InboundEvent
{
    public const int Bytes = 128;
    public const int PayloadBytes = Bytes - RecordHeader.Bytes;

    public RecordHeader Header;
    private EventPayload _payload;

    public readonly EventKind Kind => (EventKind)Header.Kind;

    /// <summary>
    /// The payload seen as <typeparamref name="T"/>; the caller picks the type by <see cref="Kind"/>.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Payload<T>() where T : unmanaged => ref Unsafe.As<EventPayload, T>(ref _payload);

    /// <summary>The payload for a reader that holds the event by <c>in</c>.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref readonly T Read<T>() where T : unmanaged =>
        ref Unsafe.As<EventPayload, T>(ref Unsafe.AsRef(in _payload));

    /// <summary>Clears the event, stamps its header and returns its payload to be filled.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref T Begin<T>(EventKind kind, EventSource source, byte instrument, long timeNs) where T : unmanaged
    {
        this = default;
        Header.Kind = (ushort)kind;
        Header.Version = 1;
        Header.Source = source;
        Header.Instrument = instrument;
        Header.TimeNs = timeNs;
        return ref Payload<T>();
    }

    [InlineArray(PayloadBytes / sizeof(long))]
    private struct EventPayload
    {
        private long _first;
    }
}
