using System.Runtime.CompilerServices;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>Proven rejects of orders by their <see cref="Reason"/>.</summary>
[InlineArray(Size)]
public struct RejectCounts
{
    /// <summary>More than there are reasons; a test holds it above the largest.</summary>
    public const int Size = 128;

    private long _first;

    public readonly long Of(Reason reason) => this[(int)reason & (Size - 1)];

    public void Add(Reason reason) => this[(int)reason & (Size - 1)]++;
}
