using System.Runtime.CompilerServices;

namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>UTF-8 text of at most 24 bytes, padded with zeros.</summary>
[InlineArray(24)]
public struct FixedText24
{
    private byte _first;
}
