namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and runtime.</summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number in [0, <paramref name="bound"/>).</summary>
    public long Below(long bound)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            return (long)(ulong)(((UInt128)z * (ulong)bound) >> 64);
        }
    }
}
