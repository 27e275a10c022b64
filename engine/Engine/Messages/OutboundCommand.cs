using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>
/// One output of the engine: a slot of the outbound ring and a record of the command file, 128 bytes:
/// header 32, payload 88, cause 8. <see cref="RecordHeader.TimeNs"/> is the time of the causing event.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = OutboundCommand.Bytes)]
public struct OutboundCommand
{
    public const int Bytes = InboundEvent.Bytes;
    public const int PayloadBytes = 88;

    public RecordHeader Header;
    private CommandPayload _payload;

    /// <summary>Sequence of the event that caused this command.</summary>
    public long CauseSequence;

    public readonly CommandKind Kind => (CommandKind)Header.Kind;

    /// <summary>
    /// The payload seen as <typeparamref name="T"/>; the caller picks the type by <see cref="Kind"/>.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Payload<T>() where T : unmanaged => ref Unsafe.As<CommandPayload, T>(ref _payload);

    /// <summary>The payload for a reader that holds the command by <c>in</c>.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref readonly T Read<T>() where T : unmanaged =>
        ref Unsafe.As<CommandPayload, T>(ref Unsafe.AsRef(in _payload));

    /// <summary>Clears the command, stamps it and returns its payload to be filled.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref T Begin<T>(CommandKind kind, in RecordHeader cause) where T : unmanaged
    {
        this = default;
        Header.Kind = (ushort)kind;
        Header.Version = 1;
        Header.Source = EventSource.Engine;
        Header.Instrument = cause.Instrument;
        Header.TimeNs = cause.TimeNs;
        CauseSequence = cause.Sequence;
        return ref Payload<T>();
    }

    [InlineArray(PayloadBytes / sizeof(long))]
    private struct CommandPayload
    {
        private long _first;
    }
}
