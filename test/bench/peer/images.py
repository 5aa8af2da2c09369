"""Files on disk to batches of bytes, as a PyTorch user does it: PIL in DataLoader workers."""

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class ImageFiles(Dataset):
    def __init__(self, paths, size):
        self.paths = paths
        self.size = (size, size)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with Image.open(self.paths[index]) as image:
            pixels = image.convert("RGB")
        if pixels.size != self.size:
            pixels = pixels.resize(self.size, Image.Resampling.BICUBIC)
        return torch.from_numpy(np.array(pixels))


class Preprocess:
    """uint8 [N, H, W, 3] -> normalised float32 [N, 3, H, W] in the memory layout asked for."""

    def __init__(self, mean, std, layout):
        self.scale = (1 / (255 * torch.tensor(std))).view(1, 3, 1, 1)
        self.shift = (-torch.tensor(mean) / torch.tensor(std)).view(1, 3, 1, 1)
        self.format = torch.channels_last if layout == "channels_last" else torch.contiguous_format

    def __call__(self, batch):
        images = batch.permute(0, 3, 1, 2).to(torch.float32, memory_format=self.format)
        return images.mul_(self.scale).add_(self.shift)


def batches(paths, size, batch, workers):
    return DataLoader(ImageFiles(paths, size), batch_size=batch, num_workers=workers)
