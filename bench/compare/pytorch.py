"""PyTorch at work on one row: pytorch.py train|infer|latency NETWORK THREADS VARIANT[+VARIANT]

Variants: plain; channels-last; wide (1-D networks as 2-D ones of height 1, channels-last); foreach (Adam over all weights at once);
optimized (torch.jit.optimize_for_inference after freezing). Inference is always traced and frozen."""

import sys

import torch
import torch.nn.functional as F

import networks
import worker


def main():
    kind, name, threads, variant = sys.argv[1:]
    variants = variant.split("+")
    torch.set_num_threads(int(threads))
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    batch = 1 if kind == "latency" else 32
    make = {"train": training, "infer": inference, "latency": inference}[kind]
    worker.serve(lambda: make(name, batch, variants), batch, kind == "latency")


def prepared(name, batch, variants):
    network = networks.build(name, "wide" in variants)
    x = torch.randn(batch, *network.input)
    if "wide" in variants or "channels-last" in variants:
        network = network.to(memory_format=torch.channels_last)
        if x.dim() == 4:
            x = x.contiguous(memory_format=torch.channels_last)
    return network, x


def training(name, batch, variants):
    network, x = prepared(name, batch, variants)
    labels = torch.randint(networks.CLASSES, (batch,))
    adam = torch.optim.Adam(network.parameters(), lr=1e-4, eps=1e-7, foreach="foreach" in variants)

    def step():
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(network(x), labels).backward()
        adam.step()

    return step


def inference(name, batch, variants):
    network, x = prepared(name, batch, variants)
    with torch.inference_mode(False), torch.no_grad():
        traced = torch.jit.freeze(torch.jit.trace(network.eval(), x))
        if "optimized" in variants:
            traced = torch.jit.optimize_for_inference(traced)

    def step():
        with torch.inference_mode():
            traced(x)

    return step


if __name__ == "__main__":
    main()
