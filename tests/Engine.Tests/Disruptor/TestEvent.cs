using System.Runtime.InteropServices;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

/// <summary>
/// As large as a message of the engine; every word carries the same number, so that a torn one shows.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct TestEvent
{
    public int Producer;
    public long Number;
    public long Copy1;
    public long Copy2;

    public readonly bool IsWhole => Copy1 == Number && Copy2 == ~Number;

    public void Fill(int producer, long number)
    {
        Producer = producer;
        Number = number;
        Copy1 = number;
        Copy2 = ~number;
    }
}
