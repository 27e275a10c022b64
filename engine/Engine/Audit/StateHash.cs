namespace OpenSQT.Lmax.Engine.Audit;

/// <summary>
/// The hash over the engine's state: the same on every machine and run, cheap, and incremental: parts that change
/// one at a time (slots, booked orders) are combined by XOR, so a change costs O(1).
/// </summary>
public static class StateHash
{
    /// <summary>Folds one number into a running hash (the finalizer of SplitMix64 over the sum).</summary>
    public static ulong Mix(ulong hash, ulong value)
    {
        unchecked
        {
            ulong z = (hash ^ value) + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    public static ulong Mix(ulong hash, long value) => Mix(hash, unchecked((ulong)value));
}
