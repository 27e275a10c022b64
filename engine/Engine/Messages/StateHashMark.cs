namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>The engine's state hash after the event <see cref="RecordHeader.Sequence"/> of the cause.</summary>
public struct StateHashMark
{
    public long EventSequence;
    public ulong Hash;
}
