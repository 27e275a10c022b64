using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OpenSQT.Lmax.Gateways.Venues;

/// <summary>
/// HMAC-SHA256 (RFC 2104) with one key, for request signatures: 0 bytes a call. Where the machine has OpenSSL's
/// libcrypto, the hash states behind the two padded keys are computed once and copied for each message, which takes a
/// third of the time of the framework's class; elsewhere that class is used. One thread at a time.
/// </summary>
public sealed unsafe class HmacSha256 : IDisposable
{
    public const int HashBytes = HMACSHA256.HashSizeInBytes;

    private const int BlockBytes = 64;
    private const int StateBytes = 128; // SHA256_CTX has 112
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5c;

    private static readonly string[] Libraries = ["libcrypto.so.3", "libcrypto.so.1.1"];
    private static readonly LibCrypto? Native = LibCrypto.Load();

    private readonly HMACSHA256 _managed;
    private readonly byte[]? _keyed; // inner state, outer state, scratch

    public HmacSha256(ReadOnlySpan<byte> key)
    {
        _managed = new HMACSHA256(key.ToArray());
        if (Native is not { } native) return;
        byte[] keyed = GC.AllocateArray<byte>(3 * StateBytes, pinned: true);
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Clear();
        if (key.Length <= BlockBytes) key.CopyTo(block);
        else SHA256.HashData(key, block);
        Absorb(native, keyed.AsSpan(0, StateBytes), block, InnerPad);
        Absorb(native, keyed.AsSpan(StateBytes, StateBytes), block, OuterPad);
        CryptographicOperations.ZeroMemory(block);

        // Trust, but compare: a library that has the names and another layout must not sign an order.
        _keyed = keyed;
        ReadOnlySpan<byte> probe = "a message that is longer than one block of the hash, to be compared once"u8;
        Span<byte> mine = stackalloc byte[HashBytes];
        Span<byte> theirs = stackalloc byte[HashBytes];
        Compute(probe, mine);
        _managed.TryComputeHash(probe, theirs, out _);
        if (!mine.SequenceEqual(theirs)) _keyed = null;
    }

    /// <summary>Whether libcrypto computes; for reports and tests.</summary>
    public bool IsNative => _keyed is not null;

    public void Compute(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        if (_keyed is not { } keyed)
        {
            _managed.TryComputeHash(message, hash, out _);
            return;
        }

        if (hash.Length < HashBytes) throw new ArgumentException($"a hash has {HashBytes} bytes", nameof(hash));
        LibCrypto native = Native!;
        fixed (byte* states = keyed, text = message, result = hash)
        {
            byte* scratch = states + 2 * StateBytes;
            Unsafe.CopyBlock(scratch, states, StateBytes);
            native.Update(scratch, text, (nuint)message.Length);
            native.Final(result, scratch);
            Unsafe.CopyBlock(scratch, states + StateBytes, StateBytes);
            native.Update(scratch, result, HashBytes);
            native.Final(result, scratch);
        }
    }

    public void Dispose()
    {
        _managed.Dispose();
        CryptographicOperations.ZeroMemory(_keyed);
    }

    private static void Absorb(LibCrypto native, Span<byte> state, ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> padded = stackalloc byte[BlockBytes];
        for (int i = 0; i < BlockBytes; i++) padded[i] = (byte)(key[i] ^ pad);
        fixed (byte* context = state, bytes = padded)
        {
            native.Init(context);
            native.Update(context, bytes, BlockBytes);
        }

        CryptographicOperations.ZeroMemory(padded);
    }

    /// <summary>The three calls of libcrypto, which are deprecated there and kept for programs like this one.</summary>
    private sealed class LibCrypto(nint init, nint update, nint final)
    {
        // Microseconds at most, so that the runtime's bookkeeping around a call would be a good part of it.
        private readonly delegate* unmanaged[SuppressGCTransition]<byte*, int> _init =
            (delegate* unmanaged[SuppressGCTransition]<byte*, int>)init;
        private readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int> _update =
            (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int>)update;
        private readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int> _final =
            (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int>)final;

        public static LibCrypto? Load()
        {
            foreach (string name in Libraries)
            {
                if (NativeLibrary.TryLoad(name, out nint library)
                    && NativeLibrary.TryGetExport(library, "SHA256_Init", out nint init)
                    && NativeLibrary.TryGetExport(library, "SHA256_Update", out nint update)
                    && NativeLibrary.TryGetExport(library, "SHA256_Final", out nint final))
                    return new LibCrypto(init, update, final);
            }

            return null;
        }

        public void Init(byte* context) => _init(context);

        public void Update(byte* context, byte* bytes, nuint count) => _update(context, bytes, count);

        public void Final(byte* hash, byte* context) => _final(hash, context);
    }
}
