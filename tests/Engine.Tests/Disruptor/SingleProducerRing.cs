using Disruptor.Dsl;

namespace OpenSQT.Lmax.Engine.Tests.Disruptor;

public sealed class SingleProducerRing : RingFixture
{
    private protected override ProducerType Producer => ProducerType.Single;
}
