using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>Whether a decision of now is, byte for byte, the decision on record.</summary>
public static class CommandComparison
{
    // The first 16 bytes are the writer's: commit word, CRC (salted anew in each file) and sequence.
    private const int WrittenByJournal = 16;

    public static bool IsSame(in OutboundCommand decided, in OutboundCommand recorded) =>
        Content(in decided).SequenceEqual(Content(in recorded));

    private static ReadOnlySpan<byte> Content(in OutboundCommand command) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<OutboundCommand>(in command))[WrittenByJournal..];
}
