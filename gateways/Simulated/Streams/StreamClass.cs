namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>The path class of a stream connection; each stream is served on one class only.</summary>
internal enum StreamClass
{
    Public,
    Market,
    Private,
}
