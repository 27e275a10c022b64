namespace OpenSQT.Lmax.Perf.Scenes;

/// <summary>Which threads a measured pipeline has.</summary>
public enum Layout
{
    /// <summary>No ring at all, everything on the thread that has the frame: the floor, not a product.</summary>
    Inline,

    /// <summary>Journal and engine on one thread, execution sleeps on another: the product on few cores.</summary>
    Fused,

    /// <summary>Journal and engine on a thread each: the product from four cores on.</summary>
    Staged,
}
