namespace OpenSQT.Lmax.Perf.Measuring;

/// <summary>Garbage collections by generation.</summary>
public readonly record struct CollectionCounts(int Gen0, int Gen1, int Gen2)
{
    public static CollectionCounts Now => new(GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));

    public CollectionCounts Since(CollectionCounts before) =>
        new(Gen0 - before.Gen0, Gen1 - before.Gen1, Gen2 - before.Gen2);
}
