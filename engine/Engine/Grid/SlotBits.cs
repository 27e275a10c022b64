using System.Numerics;

namespace OpenSQT.Lmax.Engine.Grid;

/// <summary>
/// A set of slots out of the 2^20, with "next" and "previous" in constant time: three levels of 64-bit words,
/// so that a price event finds the nearest holdings without looking at the empty slots between them.
/// </summary>
public sealed class SlotBits
{
    public const int None = int.MinValue;

    private const int Size = 1 << 20;
    private const int Offset = Size / 2;
    private readonly ulong[] _bits = new ulong[Size >> 6];
    private readonly ulong[] _words = new ulong[Size >> 12];
    private readonly ulong[] _blocks = new ulong[(Size >> 18)];

    public bool this[int k] => (_bits[(k + Offset) >> 6] & Bit(k + Offset)) != 0;

    public void Set(int k, bool value)
    {
        int i = k + Offset;
        if (value)
        {
            _bits[i >> 6] |= Bit(i);
            _words[i >> 12] |= Bit(i >> 6);
            _blocks[i >> 18] |= Bit(i >> 12);
            return;
        }

        if ((_bits[i >> 6] &= ~Bit(i)) != 0) return;
        if ((_words[i >> 12] &= ~Bit(i >> 6)) != 0) return;
        _blocks[i >> 18] &= ~Bit(i >> 12);
    }

    /// <summary>All members, upwards; the set must not change meanwhile.</summary>
    public Ascending GetEnumerator() => new(this);

    /// <summary>The lowest member at or above <paramref name="k"/>, or <see cref="None"/>.</summary>
    public int Next(int k)
    {
        long i = (long)k + Offset;
        if (i >= Size) return None;
        if (i < 0) i = 0;
        int at = NextIn(_bits, (int)i);
        if (at >= 0) return at - Offset;
        int word = NextIn(_words, ((int)i >> 6) + 1);
        if (word < 0)
        {
            int block = NextAcross(_blocks, ((int)i >> 12) + 1);
            if (block < 0) return None;
            word = (block << 6) + BitOperations.TrailingZeroCount(_words[block]);
        }

        return (word << 6) + BitOperations.TrailingZeroCount(_bits[word]) - Offset;
    }

    /// <summary>The highest member at or below <paramref name="k"/>, or <see cref="None"/>.</summary>
    public int Previous(int k)
    {
        long i = (long)k + Offset;
        if (i < 0) return None;
        if (i >= Size) i = Size - 1;
        int at = PreviousIn(_bits, (int)i);
        if (at >= 0) return at - Offset;
        int word = PreviousIn(_words, ((int)i >> 6) - 1);
        if (word < 0)
        {
            int block = PreviousAcross(_blocks, ((int)i >> 12) - 1);
            if (block < 0) return None;
            word = (block << 6) + BitOperations.Log2(_words[block]);
        }

        return (word << 6) + BitOperations.Log2(_bits[word]) - Offset;
    }

    /// <summary>Keeps the word that it is in, so that a step is a few instructions.</summary>
    public ref struct Ascending(SlotBits set)
    {
        private ulong _rest;
        private int _word = -1;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest == 0 && !EnterNextWord()) return false;
            Current = (_word << 6) + BitOperations.TrailingZeroCount(_rest) - Offset;
            _rest &= _rest - 1;
            return true;
        }

        private bool EnterNextWord()
        {
            int next = set.Next(((_word + 1) << 6) - Offset);
            if (next == None) return false;
            _word = (next + Offset) >> 6;
            _rest = set._bits[_word];
            return true;
        }
    }

    private static ulong Bit(int i) => 1UL << (i & 63);

    /// <summary>Next set bit at or after <paramref name="i"/> within its own word, else −1.</summary>
    private static int NextIn(ulong[] level, int i)
    {
        if (i >> 6 >= level.Length) return -1;
        ulong rest = level[i >> 6] & (ulong.MaxValue << (i & 63));
        return rest == 0 ? -1 : (i & ~63) + BitOperations.TrailingZeroCount(rest);
    }

    private static int PreviousIn(ulong[] level, int i)
    {
        if (i < 0) return -1;
        ulong rest = level[i >> 6] & (ulong.MaxValue >> (63 - (i & 63)));
        return rest == 0 ? -1 : (i & ~63) + BitOperations.Log2(rest);
    }

    /// <summary>The top level has only four words: walk them.</summary>
    private static int NextAcross(ulong[] level, int i)
    {
        for (; i >> 6 < level.Length; i = (i & ~63) + 64)
        {
            int at = NextIn(level, i);
            if (at >= 0) return at;
        }

        return -1;
    }

    private static int PreviousAcross(ulong[] level, int i)
    {
        for (; i >= 0; i = (i & ~63) - 1)
        {
            int at = PreviousIn(level, i);
            if (at >= 0) return at;
        }

        return -1;
    }
}
