namespace OpenSQT.Lmax.Benchmarks;

/// <summary>The most bytes that one call of a benchmark may allocate; a run in which one takes more fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BudgetAttribute(long bytes) : Attribute
{
    public long Bytes => bytes;
}
