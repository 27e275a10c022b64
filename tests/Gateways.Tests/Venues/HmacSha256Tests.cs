using System.Security.Cryptography;
using OpenSQT.Lmax.Gateways.Venues;

namespace OpenSQT.Lmax.Gateways.Tests.Venues;

public sealed class HmacSha256Tests
{
    /// <summary>Every length around the blocks, keys shorter and longer than one; the state is reused.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void ShouldBeThatOfTheFramework(int keyBytes)
    {
        const int seed = 20261124;
        var random = new Random(seed);
        byte[] key = new byte[keyBytes];
        random.NextBytes(key);
        using var hmac = new HmacSha256(key);
        byte[] hash = new byte[HmacSha256.HashBytes];
        for (int length = 0; length <= 300; length++)
        {
            byte[] message = new byte[length];
            random.NextBytes(message);

            hmac.Compute(message, hash);

            Assert.True(hash.SequenceEqual(HMACSHA256.HashData(key, message)), $"seed {seed}, length {length}");
        }
    }

    [Fact]
    public void ShouldAllocateNothing()
    {
        using var hmac = new HmacSha256("secret"u8);
        byte[] hash = new byte[HmacSha256.HashBytes];
        for (int i = 0; i < 200; i++) hmac.Compute("message"u8, hash);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) hmac.Compute("message"u8, hash);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
