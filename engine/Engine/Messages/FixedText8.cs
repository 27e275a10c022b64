using System.Runtime.CompilerServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>UTF-8 text of at most 8 bytes, padded with zeros.</summary>
[InlineArray(8)]
public struct FixedText8
{
    private byte _first;
}
